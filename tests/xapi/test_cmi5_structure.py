"""A course structure as stored: nothing is lost on the way, and every AU is found by its index."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.xapi.cmi5_courses import MIXED, au, block, course, objective, references
from xapi.cmi5.structure import Block, decode_structure, encode_structure, text_in


def test_a_course_comes_back_from_json_as_it_was() -> None:
    structure = course(
        *MIXED,
        block("more", au("free", more="<launchParameters>a=1</launchParameters>"),
              objectives=references("care")),
        objectives=f"<objectives>{objective('care')}</objectives>",
    )  # fmt: skip
    stored = json.loads(json.dumps(encode_structure(structure)))
    assert decode_structure(stored) == structure


def test_aus_are_numbered_through_in_the_order_of_the_document() -> None:
    structure = course(*MIXED, block("outer", block("inner", au("deep")), au("last")))
    names = [found.id.rpartition("/")[2] for found in structure.all_aus()]
    assert names == ["lesson", "quiz", "report", "glossary", "deep", "last"]
    assert [found.index for found in structure.all_aus()] == list(range(6))
    blocks = [found.id.rpartition("/")[2] for found in structure.all_blocks()]
    assert blocks == ["evidence", "outer", "inner"]
    evidence = structure.children[0]
    assert isinstance(evidence, Block)
    assert [found.index for found in evidence.aus()] == [0, 1]


def test_a_text_is_found_in_the_language_that_comes_nearest() -> None:
    texts = {"en-GB": "Scene", "fr": "Lieu", "ar": "المسرح"}
    assert text_in(texts, "fr-CA", "en") == "Lieu"
    assert text_in(texts, "de", "en") == "Scene"
    assert text_in(texts, "EN-gb") == "Scene"
    assert text_in(texts, "de") == "Scene", "the first, when there is none that was wanted"
    assert text_in({}, "de") == ""


@given(st.recursive(st.just("au"), lambda inner: st.lists(inner, min_size=1, max_size=4)))
def test_any_tree_is_read_as_it_was_written(tree: object) -> None:
    counted = iter(range(10_000))

    def written(node: object) -> str:
        number = next(counted)
        if isinstance(node, list):
            return block(f"b{number}", *(written(child) for child in node))
        return au(f"a{number}")

    structure = course(written(tree))
    assert [found.index for found in structure.all_aus()] == list(range(str(tree).count("au")))
    assert len(structure.all_blocks()) == str(tree).count("[")
    assert decode_structure(encode_structure(structure)) == structure
