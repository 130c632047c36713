"""Tells the courses room that SCORM has a journal to tell from. Called from ScormConfig.ready."""

from courses.telling import register_teller


def register() -> None:
    """Register the teller under the name that is stored beside what was told."""
    from scorm.services.telling import TELLER

    register_teller("scorm", TELLER)
