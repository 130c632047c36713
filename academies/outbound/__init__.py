"""Requests to systems of academies, which are strangers: their LMS, their record store.

What every room above needs to call one: which addresses, how, how patiently, and how a secret of
theirs is kept.
"""
