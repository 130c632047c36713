"""What this room does when a room below tells something. Connected by AppConfig.ready."""

from typing import Any

from django.dispatch import receiver

from academies.models import Learner
from academies.signals import learner_erased
from scorm.models import Commit, ScoState, SystemWide, TrackingState


@receiver(learner_erased, dispatch_uid="scorm.forget_run_time_data")
def forget_run_time_data(sender: type[Learner], *, learner: Learner, **more: Any) -> dict[str, int]:
    """Remove what the learner's modules kept: bookmarks, answers, comments may tell who it was.

    Status, score and time of each SCO stay: they are the record.
    """
    del sender, more
    commits, _by_model = Commit.objects.filter(attempt__learner=learner).delete()
    states = ScoState.objects.filter(attempt__learner=learner).update(cmi={}, session="")
    for tracking in TrackingState.objects.filter(attempt__learner=learner):
        # What its parts have told each other (adl.data); the statuses stay.
        tracking.state = {**tracking.state, "data": {}}
        tracking.save(update_fields=["state", "updated_at"])
    shared, _by_model = SystemWide.objects.filter(learner=learner).delete()
    return {"scorm.commit": commits, "scorm.scostate": states, "scorm.systemwide": shared}
