"""All that is stored about one person, as plain values (GDPR, article 15; data privacy launch)."""

import datetime as dt
from typing import Any

from courses.models import Attempt
from lti_provider.models import LaunchSession, Passback, PlatformUser, RosterMember
from scorm.models import Commit, ScoState, SystemWide
from xapi.services.stored_about import stored_about as stored_in_record_store

Json = dict[str, Any]


def stored_about(user: PlatformUser) -> Json:
    """Person, launches, attempts with run-time data, grades, statements; times in ISO 8601, UTC.

    Of this person as the one platform knows them, and of the learner that they are here.
    """
    learner = user.learner
    return {
        "person": {
            "pseudonym": str(learner.pseudonym),
            "academy": learner.academy.name,
            "platform": user.platform.name,
            "id_at_platform": user.sub,
            "id_at_platform_under_lti_1_1": user.lti11_user_id,
            "name": learner.display_name,
            "email": learner.email,
            "service_number": learner.person_sourcedid,
            "language": learner.language,
            "known_since": learner.created_at.isoformat(),
        },
        "class_lists": [_roster(member) for member in _memberships(user)],
        "launches": [_launch(session) for session in _launches(user)],
        "attempts": [_attempt(attempt) for attempt in _attempts(user)],
        "shared_between_modules": [_shared(row) for row in _shared_rows(user)],
        "grades": [_grade(passback) for passback in _grades(user)],
        "record_store": stored_in_record_store(learner),
    }


def _memberships(user: PlatformUser) -> Any:
    return RosterMember.objects.filter(
        context__deployment__platform=user.platform_id, sub=user.sub
    ).select_related("context")


def _launches(user: PlatformUser) -> Any:
    return user.sessions.select_related("resource_link", "context").order_by("created_at")


def _attempts(user: PlatformUser) -> Any:
    return (
        Attempt.objects.filter(learner=user.learner_id)
        .select_related("offering__module", "edition")
        .order_by("opened_at")
    )


def _grades(user: PlatformUser) -> Any:
    return user.passbacks.select_related("resource_link").order_by("created_at")


def _shared_rows(user: PlatformUser) -> Any:
    return SystemWide.objects.filter(learner=user.learner_id).order_by("kind", "target")


def _shared(row: SystemWide) -> Json:
    return {"kind": row.kind, "name": row.target, "value": row.value}


def _roster(member: RosterMember) -> Json:
    return {
        "course": str(member.context),
        "name": member.display_name,
        "is_trainer": member.is_trainer,
        "groups": member.groups,
    }


def _launch(session: LaunchSession) -> Json:
    return {
        "at": session.created_at.isoformat(),
        "message": session.message_type,
        "course": str(session.context) if session.context else "",
        "activity": str(session.resource_link) if session.resource_link else "",
        "as_trainer": session.is_trainer,
        "language": session.locale,
    }


def _attempt(attempt: Attempt) -> Json:
    return {
        "module": str(attempt.offering.module),
        "edition": attempt.edition.number,
        "kind": attempt.kind,
        "number": attempt.number,
        "completion": attempt.completion,
        "success": attempt.success,
        "score": _number(attempt.score),
        "progress": _number(attempt.progress),
        "seconds": attempt.total_centiseconds / 100,
        "begun": attempt.opened_at.isoformat(),
        "last_active": attempt.last_active_at.isoformat(),
        "completed": _moment(attempt.completed_at),
        "completion_as_the_module_said": attempt.reported.completion,
        "parts_opened": attempt.parts_seen,
        "parts": [_part(state) for state in ScoState.objects.filter(attempt=attempt)],
        "commits": Commit.objects.filter(attempt=attempt).count(),
    }


def _part(state: ScoState) -> Json:
    return {
        "part": state.sco,
        "status": state.lesson_status,
        "score": _number(state.score),
        "seconds": (state.total_centiseconds + state.session_centiseconds) / 100,
        "stored_by_the_module": state.cmi,
    }


def _grade(passback: Passback) -> Json:
    return {
        "activity": str(passback.resource_link),
        "score": _number(passback.score_given),
        "out_of": _number(passback.score_maximum),
        "state": passback.state,
        "queued": passback.created_at.isoformat(),
        "sent": _moment(passback.sent_at),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _moment(value: dt.datetime | None) -> str | None:
    return None if value is None else value.isoformat()
