"""What a fresh machine needs before the first line of the tool can run.

Started by the system's own Python before any package is installed, so everything here is the
standard library alone, and `__main__.py` can be read by a Python that is too old for the rest.
"""
