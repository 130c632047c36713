"""Launch an AU (8): abandon what is active, write the launch data, tell it, give the address."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.admission import mode_of
from courses.models import Attempt
from courses.tickets import AssetToken, Ticket, sign_asset_token
from xapi.auth import ours, session_header
from xapi.cmi5.launch_data import Launch, Parameters, launch_address, launch_data, with_query
from xapi.cmi5.moveon import AUFacts
from xapi.cmi5.preferences import default_preferences
from xapi.cmi5.statements import launched
from xapi.cmi5.structure import AU, LaunchMethod
from xapi.cmi5.vocabulary import LAUNCH_DATA, LEARNER_PREFERENCES, LaunchMode
from xapi.models import Document, Registration, Session, UnitState
from xapi.services import documents
from xapi.services.cmi5.abandoning import abandon_active
from xapi.services.cmi5.admission import Admission, admit
from xapi.services.cmi5.registering import facts_in, name_of, register, settle, tell
from xapi.services.documents import Conditions, Place, agent_scope, state_scope
from xapi.spec import strict_json


@dataclass(frozen=True, slots=True)
class Launched:
    """The address to open, the window it wants (8.1), and the session that has begun."""

    url: str
    method: LaunchMethod
    session: str


def launch(ticket: Ticket, index: int) -> Launched:
    """Begin a session of the AU with this index. Raises NotAdmitted."""
    now = timezone.now()
    with transaction.atomic():
        admission = admit(ticket, opening=True, lock=True)
        au = admission.unit(index)
        registration = register(admission.attempt, admission.structure)
        abandon_active(registration, admission.structure, now)
        unit, _is_new = UnitState.objects.get_or_create(registration=registration, au=index)
        begun = _Beginning(admission, registration, au, ticket, now)
        session, url = begun.session(unit)
        if not unit.launched:
            unit.launched = True
            unit.save(update_fields=["launched", "updated_at"])
            settle(registration, admission.structure, str(session.code), now)
        return Launched(url, au.window, str(session.code))


def launch_mode(attempt: Attempt, au: AU, facts: AUFacts) -> Session.Mode:
    """Normal, Browse or Review (10.2.2).

    A preview is only browsed. An AU is reviewed when it can say nothing new: it has passed, or
    it has completed and is not judged; and when the attempt is over, unless the AU was never
    opened or asks for nothing.
    """
    mode = mode_of(attempt, lambda: True)
    if mode == "browse":
        return Session.Mode.BROWSE
    judged = au.mastery_score is not None or facts.failed or "Passed" in au.move_on
    said_all = facts.passed or (facts.completed and not judged)
    opened = facts.launched and au.move_on != "NotApplicable"
    if said_all or (mode == "review" and opened):
        return Session.Mode.REVIEW
    return Session.Mode.NORMAL


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a launch is made of."""

    admission: Admission
    registration: Registration
    au: AU
    ticket: Ticket
    now: dt.datetime

    def session(self, unit: UnitState) -> tuple[Session, str]:
        """The stored session, and the address of its launch."""
        attempt, au = self.admission.attempt, self.au
        is_cmi5 = self.admission.is_cmi5
        session = Session(
            registration=self.registration,
            au=au.index,
            publisher_id=au.id,
            # Plain xAPI knows only the package's own ids.
            activity_id=name_of(attempt, "au", au.id) if is_cmi5 else au.id,
            mode=launch_mode(attempt, au, facts_in(unit)),
            mastery_score=au.mastery_score,
            is_cmi5=is_cmi5,
            origin=settings.CONTENT_ORIGIN if au.in_package else "",
            source=self.ticket.source,
            ancestors=list(self.ticket.ancestors),
            course_url=self.ticket.return_url,
            locale=self.ticket.locale,
            expires_at=dt.datetime.fromtimestamp(self.ticket.expires, dt.UTC),
            launched_at=self.now,
            seen_at=self.now,
        )
        url = self._launch_cmi5(session) if is_cmi5 else self._launch_plain(session)
        return session, url

    def _launch_cmi5(self, session: Session) -> str:
        secret = secrets.token_urlsafe(32)
        session.fetch_hash = hashlib.sha256(secret.encode()).hexdigest()
        session.save()
        self._write_documents(session)
        tell(self.registration, [launched(self._launch(session), self.now)])
        fetch = settings.TOOL_ORIGIN + reverse("xapi:cmi5-fetch")
        return launch_address(
            self._address(),
            Parameters(
                endpoint=endpoint(),
                fetch=with_query(fetch, {"token": f"{session.code}.{secret}"}),
                actor=strict_json.write(self.registration.actor),
                registration=str(self.registration.code),
                activity_id=session.activity_id,
            ),
        )

    def _launch_plain(self, session: Session) -> str:
        """As the convention of Tin Can's launch has it, which has no document and no fetching."""
        secret = secrets.token_urlsafe(32)
        session.token_hash = hashlib.sha256(secret.encode()).hexdigest()
        session.fetched_at = self.now
        session.save()
        ours(self.admission.attempt.learner.academy)
        return with_query(
            self._address(),
            {
                "endpoint": endpoint(),
                "auth": session_header(session, secret),
                "actor": strict_json.write(self.registration.actor),
                "registration": str(self.registration.code),
                "activity_id": session.activity_id,
            },
        )

    def _launch(self, session: Session) -> Launch:
        return Launch(
            session=str(session.code),
            registration=str(self.registration.code),
            actor=self.registration.actor,
            activity_id=session.activity_id,
            au=self.au,
            mode=cast(LaunchMode, session.mode),
            launch_url=self._told_address(),
            return_url=settings.TOOL_ORIGIN
            + reverse("xapi:cmi5-return", kwargs={"session": session.code}),
        )

    def _write_documents(self, session: Session) -> None:
        """LMS.LaunchData (10.1), and preferences (11) where the learner has none."""
        academy, actor = self.admission.attempt.learner.academy, self.registration.actor
        ours(academy)
        place = Place(
            academy.pk,
            Document.Resource.STATE,
            state_scope(session.activity_id, actor),
            str(self.registration.code),
            agent_scope(actor),
        )
        _write(place, LAUNCH_DATA, launch_data(self._launch(session)))
        scope = agent_scope(actor)
        agent = Place(academy.pk, Document.Resource.AGENT_PROFILE, scope, agent=scope)
        if agent.find(LEARNER_PREFERENCES) is None:
            known = self.admission.attempt.learner.language
            spoken = (known, self.ticket.locale, self.admission.language)
            _write(agent, LEARNER_PREFERENCES, default_preferences(*spoken))

    def _address(self) -> str:
        """Of the AU, without the launch parameters."""
        if not self.au.in_package:
            return self.au.url
        attempt = self.admission.attempt
        token = sign_asset_token(
            AssetToken(
                academy=attempt.learner.academy_id,
                digest=attempt.edition.content_digest,
                ancestors=self.ticket.ancestors,
                source=self.ticket.source,
                calls=reverse("xapi:root"),
            )
        )
        return settings.CONTENT_ORIGIN + self._path(token)

    def _told_address(self) -> str:
        """The same for a statement (9.6.3.4), without the right to read the files."""
        return settings.CONTENT_ORIGIN + self._path("-") if self.au.in_package else self.au.url

    def _path(self, token: str) -> str:
        digest = self.admission.attempt.edition.content_digest
        file = reverse(
            "courses_content:file",
            urlconf=settings.CONTENT_URLCONF,
            kwargs={"token": token, "digest": digest, "path": self.au.path},
        )
        return file + self.au.suffix


def endpoint() -> str:
    """Where an AU speaks xAPI (8.1.1), with a slash at its end."""
    return settings.TOOL_ORIGIN + reverse("xapi:root")


def _write(place: Place, document_id: str, value: object) -> None:
    content = ("application/json", strict_json.write(value).encode())
    documents.put(
        place, document_id, content, Conditions(), needs_condition=False, refuse_overwriting=False
    )
