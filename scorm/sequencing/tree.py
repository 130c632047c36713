"""The activity tree (SN 2.1), made once from an organization and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorm.manifest.sequencing import Sequencing
from scorm.manifest.structure import Item, Kind, Organization

_NOTHING_SAID = Sequencing()


class Activity:
    """A node of the tree. ``index`` counts in preorder, the root being 0; ``last`` is the index of
    the last activity below (its own for a leaf); ``place`` counts among all children of the parent;
    ``tracked_children`` are those that contribute to rollup; ``objectives`` are by identifier.
    Nobody changes an activity once it is built."""

    __slots__ = (
        "children",
        "definition",
        "depth",
        "identifier",
        "index",
        "item",
        "last",
        "objectives",
        "parent",
        "place",
        "title",
        "tracked_children",
    )

    def __init__(
        self,
        identifier: str,
        title: str,
        definition: Sequencing,
        parent: Activity | None,
        item: Item | None,
        index: int,
    ) -> None:
        self.identifier = identifier
        self.title = title
        self.definition = definition
        # Of two of one identifier the first counts.
        self.objectives = {one.identifier: one for one in reversed(definition.objectives)}
        self.parent = parent
        self.item = item
        self.index = index
        self.last = index
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.place = 0
        self.children: tuple[Activity, ...] = ()
        self.tracked_children: tuple[Activity, ...] = ()

    def __repr__(self) -> str:
        return f"<Activity {self.identifier}>"

    @property
    def is_leaf(self) -> bool:
        """Whether it has no activities below it: something to launch."""
        return not self.children

    @property
    def kind(self) -> Kind:
        """Of what it launches: "sco", "asset" or ""."""
        return self.item.kind if self.item else ""

    @property
    def is_visible(self) -> bool:
        """The item's isvisible; the organization itself is always visible."""
        return self.item.visible if self.item else True

    def contains(self, other: Activity) -> bool:
        """Whether ``other`` is this activity or below it."""
        return self.index <= other.index <= self.last

    def ancestors(self) -> Iterator[Activity]:
        """This activity, its parent and so on to the root."""
        found: Activity | None = self
        while found is not None:
            yield found
            found = found.parent

    def path(self) -> tuple[Activity, ...]:
        """From the root to this activity, both included."""
        return tuple(self.ancestors())[::-1]


class ActivityTree:
    """All activities of an organization; ``activities`` in preorder, the root first.

    ``global_objectives`` and ``buckets`` are the targets that any of them maps.
    """

    def __init__(self, activities: tuple[Activity, ...]) -> None:
        self.activities = activities
        self.root = activities[0]
        self._by_identifier = {a.identifier: a for a in activities}
        self._readers: dict[str, list[Activity]] = {}
        objectives: set[str] = set()
        for one in activities:
            maps = [each for said in one.definition.objectives for each in said.maps]
            objectives.update(each.target for each in maps)
            for target in {each.target for each in maps if each.read}:
                self._readers.setdefault(target, []).append(one)
        self.global_objectives = frozenset(objectives)
        self.buckets = frozenset(each.target for one in activities for each in one.definition.data)

    def __len__(self) -> int:
        return len(self.activities)

    def find(self, identifier: str) -> Activity | None:
        """The activity of that identifier, None when there is none."""
        return self._by_identifier.get(identifier)

    def readers(self, target: str) -> Sequence[Activity]:
        """The activities that read a global objective."""
        return self._readers.get(target, ())


def build_tree(organization: Organization) -> ActivityTree:
    """The activity tree of an organization: its root is the organization itself (CAM 3.4)."""
    taken = {item.identifier for item in organization.walk()}
    identifier = organization.identifier
    while identifier in taken:
        identifier += "#organization"
    root = Activity(
        identifier,
        organization.title or identifier,
        organization.sequencing or _NOTHING_SAID,
        None,
        None,
        0,
    )
    activities = [root]
    _grow(root, organization.items, activities)
    return ActivityTree(tuple(activities))


def _grow(parent: Activity, items: tuple[Item, ...], activities: list[Activity]) -> None:
    children: list[Activity] = []
    for item in items:
        definition = item.sequencing or _NOTHING_SAID
        activity = Activity(item.identifier, item.title, definition, parent, item, len(activities))
        activity.place = len(children)
        activities.append(activity)
        children.append(activity)
        _grow(activity, item.children, activities)
    parent.children = tuple(children)
    parent.tracked_children = tuple(one for one in children if one.definition.delivery.tracked)
    parent.last = len(activities) - 1


def common_ancestor(one: Activity, other: Activity) -> Activity:
    """The lowest activity that contains both; one of the two when it contains the other."""
    found = one
    while not found.contains(other):
        if found.parent is None:
            raise ValueError("The two activities are of different trees.")
        found = found.parent
    return found
