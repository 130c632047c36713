"""A pretend LMS: the data model and the sequencing, and nothing between them but a dictionary."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scorm.cmi2004.api import Api
from scorm.cmi2004.delta import apply_delta, kept
from scorm.cmi2004.launch import Bucket, ScoContext, initial_model, stored_buckets
from scorm.cmi2004.timeinterval import to_centiseconds
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
    parse_request,
)
from scorm.sequencing.runtime import (
    end_run_time,
    is_abandoned,
    known_objectives,
    known_values,
    record_run_time,
)
from scorm.sequencing.state import ObjectiveInfo
from scorm.sequencing.validity import Entry, ValidNavigation, table_of_contents, valid_navigation

_HREF = re.compile(r'(?:href|xml:base)\s*=\s*"([^"]+)"')


@dataclass(slots=True)
class ScoData:
    """What is kept of the current attempt on one activity."""

    values: dict[str, str] = field(default_factory=dict)
    total_centiseconds: int = 0


class PretendLms:
    """One learner and one package. The learner is called "m", as ADL's cases have it.
    ``earlier`` are the global objectives that the learner brings from other packages."""

    def __init__(self, manifest: Path, earlier: Mapping[str, ObjectiveInfo] | None = None) -> None:
        xml = manifest.read_bytes()
        self.tree = build_tree(read_manifest(xml, _files(xml.decode("latin-1"))).organization)
        brought = earlier if self.tree.root.definition.objectives_to_system else None
        self.sequencer = Sequencer(self.tree, new_state(brought), random.Random(0))
        self.kept: dict[str, ScoData] = {}
        self.activity: Activity | None = None
        self.api: Api | None = None
        self._session: dict[str, str] = {}
        self._buckets: tuple[Bucket, ...] = ()

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
        return self._navigate(self._unload() or request)

    def content_is_through(self) -> Outcome | None:
        """The content calls Terminate: what it asked for happens, None for nothing."""
        model = self.api.model if self.api else None
        asked = parse_request(model.values.get("adl.nav.request", "_none_")) if model else None
        request = self._unload() or asked
        return None if request is None else self._navigate(request)

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
        if not resumed:
            self.kept[activity.identifier] = ScoData()
        data = self.kept[activity.identifier]
        run = self.sequencer.run()
        definition = activity.definition
        self._buckets = tuple(
            Bucket(one.target, one.read, one.write, run.state.data.get(one.target))
            for one in definition.data
        )
        context = ScoContext(
            learner_id="m",
            learner_name="Lund, Lena",
            resumed=resumed,
            completion_threshold=(
                definition.completion.minimum if definition.completion.by_measure else None
            ),
            scaled_passing_score=(
                definition.primary.minimum_measure
                if definition.primary.satisfied_by_measure
                else None
            ),
            max_time_allowed=definition.limits.attempt_duration,
            time_limit_action=activity.item.time_limit_action if activity.item else "",
            launch_data=activity.item.data_from_lms if activity.item else "",
            total_centiseconds=data.total_centiseconds,
            stored=data.values,
            tracked=known_values(run, activity),
            objectives=known_objectives(run, activity),
            buckets=self._buckets,
            valid_requests=self.valid().for_content(),
        )
        model = initial_model(context)
        self._session = {}
        self._initial = {
            name: value
            for name, value in model.values.items()
            if name.startswith("cmi.objectives.")
        }
        self.activity, self.api = activity, Api(model, self._commit)

    def _commit(self, changed: dict[str, str]) -> None:
        assert self.activity is not None
        assert self.api is not None
        run, data = self.sequencer.run(), self.kept[self.activity.identifier]
        run.state.data.update(stored_buckets(changed, self._buckets))
        delta = {name: value for name, value in changed.items() if not name.startswith("adl.data")}
        values = apply_delta(self._initial | data.values, delta)
        data.values = kept(values)
        self._session |= delta
        if not is_abandoned(values.get("adl.nav.request", "")):
            record_run_time(run, self.activity, values, delta)

    def _unload(self) -> NavigationRequest | None:
        """The content goes; the request that its cmi.exit makes in place of any other."""
        if self.api is None or self.activity is None or not self.api.is_running:
            return None
        assert self.api.terminate() == "true"
        data = self.kept[self.activity.identifier]
        data.total_centiseconds += to_centiseconds(self._session.get("cmi.session_time", "PT0S"))
        wanted = end_run_time(
            self.sequencer.run(), self.activity, self._session.get("cmi.exit", "")
        )
        return NavigationRequest(wanted) if wanted else None


def _files(xml: str) -> frozenset[str]:
    """Every file that the manifest could mean."""
    named = _HREF.findall(xml)
    return frozenset(f"{folder}{name}" for folder in ("", *named) for name in named)
