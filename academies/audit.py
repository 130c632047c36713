"""Write into the audit log. Call it inside the transaction of the act: both or neither."""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from academies.models import Academy, AuditEntry, StaffUser

Actor = StaffUser | AnonymousUser | None
Values = Mapping[str, Any]

_HIDDEN = "•••"
_SECRET_WORDS = ("password", "secret", "token", "jwks")


def record(
    actor: Actor,
    action: str,
    target: Model | str,
    before: Values | None = None,
    after: Values | None = None,
    academy: Academy | None = None,
    *,
    reason: str = "",
    country: str = "",
) -> AuditEntry:
    """Add one entry, with the correlation id of the request or task under way.

    actor: the member of staff; None: the tool by itself, or an applicant. action: what was done,
    noun and participle, such as "academy.suspended". target: a row, or a name where there is none
    (an export). before, after: the values that changed, as `plain` writes them. academy: whose
    log shows it; country: whose national approver sees it while there is no academy yet.
    """
    staff = actor if isinstance(actor, StaffUser) else None
    context = structlog.contextvars.get_contextvars()
    return AuditEntry.objects.create(
        actor=staff,
        actor_name=staff.get_username()[:200] if staff else "",
        action=action[:80],
        target=_label(target)[:120],
        target_name=str(target)[:300],
        academy=academy,
        country=academy.country if academy else country,
        before=plain(before or {}),
        after=plain(after or {}),
        reason=reason[:500],
        correlation_id=str(context.get("correlation_id", ""))[:64],
    )


def values(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """The values of `fields` of a row, for `before` and `after`."""
    return {name: getattr(row, name) for name in fields}


def plain(given: Values) -> dict[str, Any]:
    """`given` as JSON can hold it: rows by their keys, secrets hidden by the field's name."""
    return {name: _plain(name, value) for name, value in given.items()}


def _plain(name: str, value: Any) -> Any:
    if any(word in name.lower() for word in _SECRET_WORDS):
        return _HIDDEN if value else ""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple | set):
        return [_plain("", one) for one in value]
    if isinstance(value, dict):
        return plain({str(key): one for key, one in value.items()})
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _label(target: Model | str) -> str:
    if isinstance(target, str):
        return target
    return f"{target._meta.label_lower}:{target.pk}"  # noqa: SLF001 - documented by Django
