"""Tells the courses room that attempts at cmi5 and xAPI editions can be explained."""

from courses.explaining import Explainer, register_explainer
from courses.models import Edition


def register() -> None:
    """Called from XapiConfig.ready."""
    from xapi.services.cmi5.explaining import answers, explain, journal, timeline

    for standard in (Edition.Standard.CMI5, Edition.Standard.XAPI):
        register_explainer(standard, Explainer(explain, journal, answers, timeline))
