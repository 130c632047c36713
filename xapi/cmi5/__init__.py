"""cmi5 (Quartz, 1st edition) as pure Python: no Django, no database."""
