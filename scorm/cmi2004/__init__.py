"""SCORM 2004 4th Edition Run-Time Environment (RTE), chapters 3 and 4: API and data model.

Pure Python: no Django, no database. A data model is a plain mapping from element name
("cmi.completion_status") to its value as a string, the way it crosses the API.
"""
