"""xAPI: a learning record store for statements, activity state and profiles.

xAPI 1.0.3 (ADL) and 2.0 (IEEE 9274.1.1). `spec/` is the standard, in pure Python.
"""
