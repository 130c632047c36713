"""Tells the courses room that attempts at SCORM editions can be explained. See `importer`."""

from functools import partial

from courses.explaining import Explainer, register_explainer
from courses.models import Edition


def register() -> None:
    """Register one explainer for each version of SCORM."""
    from scorm.services.insight import explaining, explaining2004
    from scorm.services.insight.journal import READING_12, READING_2004
    from scorm.services.insight.timeline import timeline
    from scorm.services.insight.trace import trace_of

    register_explainer(
        Edition.Standard.SCORM_12,
        Explainer(
            explaining.explain,
            READING_12.journal,
            READING_12.answers,
            partial(timeline, standard="scorm12"),
        ),
    )
    register_explainer(
        Edition.Standard.SCORM_2004,
        Explainer(
            explaining2004.explain,
            READING_2004.journal,
            READING_2004.answers,
            partial(timeline, standard="scorm2004"),
            trace_of,
        ),
    )
