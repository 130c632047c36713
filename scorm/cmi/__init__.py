"""SCORM 1.2 Run-Time Environment, chapter 3.4: the data model and what follows from it.

Pure Python: no Django, no database. A data model is a plain mapping from element
name ("cmi.core.lesson_status") to its value as a string, the way it crosses the API.
"""
