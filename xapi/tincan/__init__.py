"""Tin Can packages: plain xAPI courses with a tincan.xml. Pure Python: no Django, no database.

There is no standard for them, only what Rustici Software wrote about tincan.xml in 2011 and what
authoring tools have made of it since; so the reader is lenient where cmi5's is strict.
"""
