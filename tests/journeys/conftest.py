"""The whole way through the rooms, with Northvale's LMS: the fixtures of the gate's tests."""

from tests.lti_provider.conftest import activity, lms, registered, scene

__all__ = ["activity", "lms", "registered", "scene"]
