"""A pretend LMS: the data model and the sequencing, and nothing between them but a dictionary."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from scorm.cmi2004.api import Api
from scorm.cmi2004.launch import initial_model
from scorm.manifest import read_manifest
from scorm.sequencing import (
    Activity,
    NavigationRequest,
    Outcome,
    Sequencer,
    build_tree,
    decode_state,
    encode_state,
    new_state,
)
from scorm.sequencing.state import ObjectiveInfo
from scorm.sequencing.validity import Entry, ValidNavigation, table_of_contents, valid_navigation
from tests.conformance import session
from tests.conformance.answers import OBJECTIVES, Answer, Asked, Lookup
from tests.conformance.session import ScoData

_METHODS = {
    "Initialize": "initialize",
    "Terminate": "terminate",
    "Commit": "commit",
    "GetErrorString": "get_error_string",
    "GetDiagnostic": "get_diagnostic",
}
_HREF = re.compile(r'(?:href|xml:base)\s*=\s*"([^"]+)"')


class PretendLms:
    """One learner and one package. The learner is called "m", as ADL's cases have it.
    ``earlier`` are the global objectives that the learner brings from other packages."""

    def __init__(self, manifest: Path, earlier: Mapping[str, ObjectiveInfo] | None = None) -> None:
        xml = manifest.read_bytes()
        self.tree = build_tree(read_manifest(xml, named_files(xml.decode("latin-1"))).organization)
        brought = earlier if self.tree.root.definition.objectives_to_system else None
        self.sequencer = Sequencer(self.tree, new_state(brought), random.Random(0))
        self.kept: dict[str, ScoData] = {}
        self.activity: Activity | None = None
        self.api: Api | None = None

    @property
    def has_session(self) -> bool:
        return self.sequencer.state.has_session

    def open(self) -> Outcome:
        """The learner launches the package: what was suspended is resumed, or all begins."""
        word = "resumeAll" if self.sequencer.state.suspended else "start"
        return self._navigate(NavigationRequest(word))

    def choose(self, title: str) -> Outcome:
        return self.navigate(NavigationRequest("choice", self.find(title).identifier))

    def find(self, title: str) -> Activity:
        """An activity by its title, or the root as ADL describes it."""
        if title.startswith("the activity that corresponds to the root"):
            return self.tree.root
        return next(one for one in self.tree.activities if one.title == title)

    def named(self, number: str) -> Activity:
        """An activity as the cases name it: by the number that its content is launched with."""
        found = self.tree.find(f"activity_{number}")
        if found is not None:
            return found
        ends = f"&act={number}"
        return next(
            one for one in self.tree.activities if one.item and one.item.query.endswith(ends)
        )

    def navigate(self, request: NavigationRequest) -> Outcome:
        """The learner uses a control of the LMS: the content goes, whatever it asked for."""
        return self._navigate(self._unload(request) or request)

    def content_is_through(self) -> Outcome | None:
        """The content calls Terminate: what it asked for happens, None for nothing."""
        request = self._unload()
        return None if request is None else self._navigate(request)

    def converse(self, calls: Sequence[Asked]) -> list[Answer]:
        """The content calls its API, one call after the other."""
        assert self.api is not None
        return [self._answer(self.api, one) for one in calls]

    def _answer(self, api: Api, call: Asked) -> Answer:
        if call.method == OBJECTIVES:
            count = range(api.model.count("cmi.objectives"))
            return Answer(",".join(api.model.values[f"cmi.objectives.{n}.id"] for n in count), 0)
        element = self._element(call.element, api)
        if element is None:
            return Answer("", 0, None)
        if call.method == "SetValue":
            text = api.set_value(element, call.argument)
        elif call.method == "GetValue":
            text = api.get_value(element)
        elif call.method == "GetLastError":
            text = api.get_last_error()
        else:
            text = getattr(api, _METHODS[call.method])(call.argument)
        return Answer(text, api.last_error, element)

    def _element(self, steps: Sequence[str | Lookup], api: Api) -> str | None:
        """Content looks its objectives and buckets up by their identifiers."""
        found: list[str] = []
        for step in steps:
            array = ".".join(found)
            if isinstance(step, str):
                found.append(step)
                continue
            names = (f"{array}.{n}.id" for n in range(api.model.count(array)))
            places = [
                n for n, name in enumerate(names) if api.model.values[name] == step.identifier
            ]
            if not places:
                return None
            found.append(str(places[0]))
        return ".".join(found)

    def valid(self) -> ValidNavigation:
        return valid_navigation(self.sequencer)

    def contents(self) -> tuple[Entry, ...]:
        return table_of_contents(self.sequencer)

    def _navigate(self, request: NavigationRequest) -> Outcome:
        outcome = self.sequencer.navigate(request)
        # Between two requests the state is in the database.
        self.sequencer.state = decode_state(encode_state(self.sequencer.state))
        if not outcome.still_open:
            self.activity = self.api = None
        if outcome.delivered is not None:
            self._launch(outcome.delivered, outcome.resumed)
        return outcome

    def _launch(self, activity: Activity, resumed: bool) -> None:
        data = self.kept.get(activity.identifier, ScoData()) if resumed else ScoData()
        self.kept[activity.identifier] = data
        context = session.launch(
            self.sequencer,
            activity,
            data,
            learner_id="m",
            learner_name="Lund, Lena",
            resumed=resumed,
        )
        self.activity, self.api = activity, Api(initial_model(context), self._commit)

    def _commit(self, changed: dict[str, str]) -> None:
        assert self.activity is not None
        name = self.activity.identifier
        self.kept[name] = session.commit(self.sequencer, self.activity, self.kept[name], changed)

    def _unload(self, by_learner: NavigationRequest | None = None) -> NavigationRequest | None:
        """The content goes; the request to make now."""
        if self.api is None or self.activity is None or not self.api.is_running:
            return by_learner
        assert self.api.terminate() == "true"
        name = self.activity.identifier
        self.kept[name], request = session.terminate(
            self.sequencer, self.activity, self.kept[name], by_learner
        )
        return request


def named_files(xml: str) -> frozenset[str]:
    """Every file that the manifest could mean."""
    named = _HREF.findall(xml)
    return frozenset(f"{folder}{name}" for folder in ("", *named) for name in named)
