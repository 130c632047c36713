"""Reads across rooms and writes nothing: the class page, the review of completion."""
