"""The tracking of an attempt goes into its row and comes back as it was."""

from decimal import Decimal

from courses.models import Attempt
from scorm.models import ScoState, TrackingState
from scorm.sequencing import encode_state, new_state
from scorm.sequencing.state import ObjectiveInfo, Tracking
from scorm.services.playing2004.tracking_rows import load_tracking, save_tracking, time_spent


def test_before_the_first_step_there_is_no_row(attempt: Attempt) -> None:
    row, state = load_tracking(attempt.pk)
    assert not row.pk
    assert state == new_state()


def test_what_is_saved_is_loaded(attempt: Attempt) -> None:
    row, state = load_tracking(attempt.pk)
    state.activities = {
        "a": Tracking(attempts=2, active=True, objectives={"": ObjectiveInfo(raw=Decimal("0.7"))}),
        "nothing known": Tracking(),
    }
    state.current, state.data = "a", {"notes": "ü “x” \\ \n"}
    for count in (1, 2):
        row.last_request, row.requests = f"key-{count}", [{"at": "now"}] * count
        row.earlier_centiseconds = count
        save_tracking(row, state)
        loaded, found = load_tracking(attempt.pk)
        assert encode_state(found) == encode_state(state)
        assert (loaded.last_request, loaded.requests) == (row.last_request, row.requests)
        assert (loaded.pk, loaded.earlier_centiseconds) == (row.pk, count)
    assert TrackingState.objects.get().state == encode_state(state)


def test_time_is_that_of_all_parts(attempt: Attempt) -> None:
    assert time_spent(attempt.pk) == (0, 0)
    for sco, seconds in (("a", 100), ("b", 20)):
        ScoState.objects.create(
            attempt=attempt, sco=sco, total_centiseconds=seconds, session_centiseconds=3
        )
    assert time_spent(attempt.pk) == (126, 2)
