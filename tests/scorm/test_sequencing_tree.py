"""The activity tree is the organization, numbered once."""

import pytest

from scorm.manifest.structure import Organization
from scorm.sequencing.tree import build_tree, common_ancestor
from tests.scorm.sequencing_scene import group, leaf


def phishing() -> Organization:
    items = (leaf("intro"), group("lessons", leaf("one"), leaf("two")), leaf("quiz"))
    return Organization("course", "Phishing, an invented course", items)


def test_the_organization_is_the_root_and_all_is_in_preorder() -> None:
    tree = build_tree(phishing())
    assert [one.identifier for one in tree.activities] == [
        "course", "intro", "lessons", "one", "two", "quiz",
    ]  # fmt: skip
    assert tree.root.last == 5
    assert [one.depth for one in tree.activities] == [0, 1, 1, 2, 2, 1]
    assert len(tree) == 6


def test_paths_and_ancestors() -> None:
    tree = build_tree(phishing())
    one, two, quiz = (tree.find(name) for name in ("one", "two", "quiz"))
    assert one is not None
    assert two is not None
    assert quiz is not None
    assert [each.identifier for each in two.path()] == ["course", "lessons", "two"]
    assert common_ancestor(one, two) is one.parent
    assert common_ancestor(one, quiz) is tree.root
    assert common_ancestor(tree.root, quiz) is tree.root


def test_an_activity_of_another_tree_has_no_ancestor_in_common() -> None:
    small = build_tree(Organization("small", "", ())).root
    with pytest.raises(ValueError, match="different trees"):
        common_ancestor(small, build_tree(phishing()).activities[3])


def test_an_item_may_be_called_like_its_organization() -> None:
    tree = build_tree(Organization("same", "", (leaf("same"),)))
    assert tree.root.identifier == "same#organization"
    found = tree.find("same")
    assert found is not None
    assert found.is_leaf
