"""aicc_script: what a learner must have done before an item opens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm.manifest.prerequisites import (
    MAX_DEPTH,
    AtLeast,
    Compared,
    Expression,
    Negated,
    PrerequisiteError,
    Satisfied,
    identifiers,
    met,
    parse,
)

LENA = {
    "A": "passed",
    "B": "completed",
    "C": "failed",
    "D": "incomplete",
    "E": "browsed",
    "F": "not attempted",
}


@pytest.mark.parametrize(
    ("text", "is_met"),
    [
        ("A", True),
        ("B", True),
        ("C", False),
        ("E", False),
        ("never-heard-of", False),
        ("A & B", True),
        ("A&C", False),
        ("C | B", True),
        ("C|D", False),
        ("~C", True),
        ("~~C", False),
        ("C | A & D", False),
        ("(C | A) & B", True),
        ("A | C & D", True),
        ('C = "failed"', True),
        ("C=failed", True),
        ("C = 'F'", True),
        ('C <> "failed"', False),
        ("A <> completed", True),
        ('F = "not attempted"', True),
        ("F = not attempted & A", True),
        ("never-heard-of = 'n'", True),
        ("A = B", False),
        ("F = never-heard-of", True),
        ("~A = passed", False),
        ("2*{A, C, B}", True),
        ("3*{A, C, B}", False),
        ("1*{C, D, A & B}", True),
        ("{A, B}", True),
        ("{A, C}", False),
        ("2*{A, 1*{B, C}, C}", True),
        ("~2*{A, C, D}", True),
    ],
)
def test_lena_may_or_may_not_go_on(text: str, is_met: bool) -> None:
    assert met(parse(text), LENA) is is_met


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "A &",
        "& A",
        "A B",
        "A && B",
        "(A",
        "A)",
        "()",
        "~",
        "A =",
        '= "passed"',
        'A = "sleeping"',
        'A = "passed',
        'A < "passed"',
        "A > B",
        "2*",
        "2*A",
        "0*{A}",
        "3*{A,B}",
        "x*{A}",
        "99999*{A}",
        "2*{A,}",
        "{}",
        "{A",
        "A,B",
        '""',
        "A" * 5000,
        "~" * (MAX_DEPTH + 1) + "A",
        "(" * (MAX_DEPTH + 1) + "A" + ")" * (MAX_DEPTH + 1),
        "1*{" * (MAX_DEPTH + 1) + "A" + "}" * (MAX_DEPTH + 1),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(PrerequisiteError, match=r"at character \d+") as error:
        parse(text)
    assert 0 <= error.value.position <= max(len(text), 1)


def test_the_items_an_expression_asks_about_are_known() -> None:
    assert identifiers(parse('A & ~B | 1*{C, D="p"} & E<>F')) == set("ABCDEF")


NAMES = st.sampled_from(["A", "B", "C", "item-1", "Übung_2", "S.3:x"])
STATUSES = st.sampled_from(
    ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"]
)


def _sets(members: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.lists(members, min_size=2, max_size=4).flatmap(
        lambda found: st.builds(AtLeast, st.integers(1, len(found)), st.just(tuple(found)))
    )


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    st.builds(Satisfied, NAMES)
    | st.builds(Compared, NAMES, st.booleans(), STATUSES)
    | st.builds(Compared, NAMES, st.booleans(), NAMES, st.just(True)),
    lambda inner: st.builds(Negated, inner) | _sets(inner),
    max_leaves=12,
)


def written(expression: Expression) -> str:
    match expression:
        case Satisfied(identifier):
            return identifier
        case Compared(identifier, equal, other, other_is_item):
            sign = "=" if equal else " <> "
            return f"{identifier}{sign}{other if other_is_item else repr(other)}"
        case Negated(inner):
            return f"~({written(inner)})"
        case AtLeast(count, members):
            texts = [f"({written(member)})" for member in members]
            if count == len(members):
                return " & ".join(texts)
            return "|".join(texts) if count == 1 else f"{count}*{{{', '.join(texts)}}}"


@given(EXPRESSIONS)
def test_an_expression_that_is_written_is_read_back(expression: Expression) -> None:
    assert parse(written(expression)) == expression


@given(EXPRESSIONS, EXPRESSIONS, st.dictionaries(NAMES, STATUSES))
def test_and_or_and_not_keep_the_laws_of_logic(
    left: Expression, right: Expression, statuses: dict[str, str]
) -> None:
    def says(text: str) -> bool:
        return met(parse(text), statuses)

    a, b = f"({written(left)})", f"({written(right)})"
    assert says(f"{a}&{b}") == (says(a) and says(b))
    assert says(f"{a}|{b}") == (says(a) or says(b))
    assert says(f"~{a}") != says(a)
    assert says(f"~({a}&{b})") == says(f"~{a}|~{b}")
    assert says(f"1*{{{a},{b}}}") == says(f"{a}|{b}")


@given(st.text("AB12&|~=<>(){}*,'\" pn", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        expression = parse(text)
    except PrerequisiteError:
        return
    assert met(expression, {}) in (True, False)
    assert identifiers(expression)
