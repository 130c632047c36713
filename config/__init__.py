"""Wires the rooms together and decides nothing: settings, URLs, Celery, the two origins."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
