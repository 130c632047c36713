"""Migrations of the xAPI room."""
