"""What is read from the store. Every function takes the academy first: nothing crosses."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self, TypeVar

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from courses.prepared import Given, Prepared
from xapi.models import Attachment, Credential, Ledger, Reference, Statement, StatementId, Usage
from xapi.spec.formats import canonical, ids
from xapi.spec.multipart import Attached
from xapi.spec.parts import Json, activities, kind_of, verbs
from xapi.spec.usages import ACTIVITY, AGENT, VERB, digest_of
from xapi.spec.usages import Usage as Role

Row = TypeVar("Row", Statement, Usage)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Query:
    """The filters of GET statements (Communication 2.1.3)."""

    # (kind, value, role) of each, all of which have to match.
    named: Sequence[tuple[str, str, Role]] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    ascending: bool = False
    limit: int = 100
    # Continue after this sequence.
    after: int | None = None
    # Only what this credential stored.
    mine: Credential | None = field(default=None)
    # Only what matches by itself, not by a statement that it refers to.
    direct: bool = False


# A question takes only so many parameters: SQLite 32,766.
AT_ONCE = 1_000
# Every answer of the statements needs it.
_LEDGER = Prepared(lambda: Ledger.objects.filter(academy_id=Given("academy_id", BigIntegerField())))
# However few statements a page has: some of those that match may be voided.
FEWEST_KEYS = 25
# No request stores for longer: xapi.services.ingest gives up, so that readers can rely on it.
LONGEST_WRITE = dt.timedelta(seconds=3)


def pieces(values: Sequence[_T], size: int = AT_ONCE) -> list[Sequence[_T]]:
    """The values in their order, as many at once as a question takes."""
    return [values[begin : begin + size] for begin in range(0, len(values), size)]


def settled() -> dt.datetime:
    """Whoever began to store up to this moment has finished, in every academy."""
    return timezone.now() - LONGEST_WRITE


def consistent_through(academy_id: int) -> dt.datetime:
    """Whatever was stored up to this moment can be read. Ask before reading."""
    ledger = _LEDGER.first(academy_id=academy_id)
    if ledger is None:
        raise Ledger.DoesNotExist(f"the academy {academy_id} has no ledger")
    return max(ledger.stored, settled())


def sequences(academy_id: int, ids: Iterable[uuid.UUID | str | None]) -> QuerySet[StatementId, int]:
    """The keys of those of an academy's statements that have these ids."""
    found = StatementId.objects.filter(academy_id=academy_id, statement_id__in=list(ids))
    return found.values_list("pk", flat=True)


def by_ids(academy_id: int, ids: Iterable[uuid.UUID | str | None]) -> QuerySet[Statement]:
    """Those of an academy's statements that have these ids, in no order."""
    return Statement.objects.filter(pk__in=sequences(academy_id, ids))


def stored_ids(academy_id: int, ids: Iterable[uuid.UUID | str]) -> set[str]:
    """Which of these ids an academy's statements have."""
    found = StatementId.objects.filter(academy_id=academy_id, statement_id__in=list(ids))
    return {str(own) for own in found.values_list("statement_id", flat=True)}


def one(academy_id: int, statement_id: str, *, voided: bool) -> Statement | None:
    return by_ids(academy_id, [statement_id]).filter(voided=voided).first()


def page(academy_id: int, query: Query) -> tuple[list[Statement], bool]:
    """At most `limit` statements in order, and whether there are more."""
    statements = Statement.objects.filter(academy_id=academy_id, voided=False)
    bounds = _Bounds.of(academy_id, query)
    if not query.named:
        ordered = _within(statements, query, bounds).order_by("pk" if query.ascending else "-pk")
        rows = list(ordered[: query.limit + 1])
        return rows[: query.limit], len(rows) > query.limit
    usages = _matching(academy_id, query)
    if usages is None:
        return [], False
    return _found(statements, usages, query, bounds)


def _found(
    statements: QuerySet[Statement], usages: QuerySet[Usage], query: Query, bounds: "_Bounds"
) -> tuple[list[Statement], bool]:
    """A page of those of `statements` that usages lead to.

    Keys are read from the index in its order, no further than the page, however many match. What
    is voided is found out afterwards: a join with every statement would cost more than the rest.
    """
    order = "statement_id" if query.ascending else "-statement_id"
    at_once = max(query.limit, FEWEST_KEYS) + 1
    rows: list[Statement] = []
    goes_on = True
    while goes_on and len(rows) <= query.limit:
        matching = _within(usages, query, bounds, "statement__").order_by(order)
        keys = list(matching.values_list("statement_id", flat=True).distinct()[:at_once])
        by_pk = statements.in_bulk(keys)
        rows += [by_pk[key] for key in keys if key in by_pk]
        goes_on = len(keys) == at_once
        if goes_on:
            bounds = bounds.behind(keys[-1], ascending=query.ascending)
    return rows[: query.limit], len(rows) > query.limit


@dataclass(frozen=True)
class _Bounds:
    """The sequences between which a page lies, both excluded; None: no bound."""

    above: int | None
    below: int | None

    @classmethod
    def of(cls, academy_id: int, query: Query) -> Self:
        """`stored` grows with the sequence, so both times are read as bounds of the index."""
        above = None if query.since is None else _last_stored(academy_id, query.since)
        below = None if query.until is None else _last_stored(academy_id, query.until) + 1
        bounds = cls(above, below)
        if query.after is None:
            return bounds
        return bounds.behind(query.after, ascending=query.ascending)

    def behind(self, key: int, *, ascending: bool) -> Self:
        """What is left of it after the page that ended with `key`."""
        if ascending:
            return replace(self, above=max(self.above or 0, key))
        return replace(self, below=key if self.below is None else min(self.below, key))


def _last_stored(academy_id: int, moment: dt.datetime) -> int:
    """The sequence of the last statement that was stored up to a moment, or 0."""
    found = Statement.objects.filter(academy_id=academy_id, stored__lte=moment)
    return found.order_by("-stored", "-pk").values_list("pk", flat=True).first() or 0


def _within(rows: QuerySet[Row], query: Query, bounds: _Bounds, path: str = "") -> QuerySet[Row]:
    """The part that times, credential and cursor leave. `path`: to the statement."""
    sequence = "statement_id" if path else "pk"
    conditions = {
        f"{path}credential": query.mine,
        f"{sequence}__gt": bounds.above,
        f"{sequence}__lt": bounds.below,
    }
    return rows.filter(**{name: value for name, value in conditions.items() if value is not None})


def _matching(academy_id: int, query: Query) -> QuerySet[Usage] | None:
    """Usages of statements that match every name, through one and the same source."""
    digests = [digest_of(kind, value) for kind, value, _role in query.named]
    rows = Reference.objects.filter(academy_id=academy_id, digest__in=digests)
    known = dict(rows.values_list("digest", "pk"))
    if len(known) < len(set(digests)):
        return None
    roles = [role for _kind, _value, role in query.named]
    pairs = [(known[digest], role) for digest, role in zip(digests, roles, strict=True)]
    reference, role = pairs[0]
    found = Usage.objects.filter(reference_id=reference, usage=role)
    if query.direct:
        found = found.filter(source=F("statement"))
    for reference, role in pairs[1:]:
        same_source = Usage.objects.filter(
            reference_id=reference,
            usage=role,
            statement=OuterRef("statement"),
            source=OuterRef("source"),
        )
        found = found.filter(Exists(same_source))
    return found


def known_of(academy_id: int, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Json]:
    """What is known of activities, verbs or agents, by (kind, value)."""
    digests = {digest_of(*key): key for key in keys}
    # A page may name millions of things, and a question takes only so many parameters.
    found: dict[tuple[str, str], Json] = {}
    for few in pieces(list(digests)):
        rows = Reference.objects.filter(academy_id=academy_id, digest__in=few)
        found |= {digests[row.digest]: row.known for row in rows}
    return found


def formatted(
    academy_id: int, rows: Sequence[Statement], shape: str, languages: list[str]
) -> list[str]:
    """The statements as JSON texts in the format `shape`."""
    if shape == "exact":
        return [row.document for row in rows]
    read = [json.loads(row.document) for row in rows]
    if shape == "ids":
        return [json.dumps(ids(each), ensure_ascii=False) for each in read]
    keys = {(ACTIVITY, each["id"]) for statement in read for each in activities(statement)}
    keys |= {(VERB, each["id"]) for statement in read for each in verbs(statement)}
    known = known_of(academy_id, keys)
    return [
        json.dumps(
            canonical(
                each,
                languages,
                lambda iri: known.get((ACTIVITY, iri)),
                lambda iri: known.get((VERB, iri)),
            ),
            ensure_ascii=False,
        )
        for each in read
    ]


def naming(academy_id: int, agent: str) -> QuerySet[Statement]:
    """The statements that name an agent (by xapi.spec.actors.identifier) in whatever role.

    Not those that only refer to such a statement.
    """
    references = Reference.objects.filter(academy_id=academy_id, digest=digest_of(AGENT, agent))
    own = Usage.objects.filter(reference__in=references, source=F("statement"))
    return Statement.objects.filter(pk__in=own.values("statement"))


def attached_to(academy_id: int, rows: Sequence[Statement]) -> list[Attached]:
    """The attachments of these statements that were sent with their bytes, which stay where they
    are until they are loaded, one by one."""
    digests = {sha2 for row in rows for sha2, _has_url in listed_attachments(row)}
    if not digests:
        return []
    found = Attachment.objects.filter(academy_id=academy_id, sha2__in=digests).order_by("sha2")
    heads = found.annotate(size=Length("body")).values_list("pk", "content_type", "sha2", "size")
    return [
        Attached(content_type, sha2, size, partial(_bytes_of, pk))
        for pk, content_type, sha2, size in heads
    ]


def listed_attachments(row: Statement) -> list[tuple[str, bool]]:
    """What a statement lists as its attachments: the digest, and whether it has a fileUrl."""
    statement = json.loads(row.document)
    about = statement["object"]
    inner = about if kind_of(about) == "SubStatement" else {}
    listed = [*statement.get("attachments", []), *inner.get("attachments", [])]
    return [(each["sha2"].lower(), "fileUrl" in each) for each in listed]


def _bytes_of(pk: int) -> bytes:
    return bytes(Attachment.objects.values_list("body", flat=True).get(pk=pk))
