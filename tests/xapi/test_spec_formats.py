"""Which of many languages a reader is given, and at what cost."""

from collections.abc import Iterator

import pytest

from xapi.spec.formats import MOST_WISHES, one_language, preferred

DISPLAY = {"en-GB": "watched", "fr": "a regardé", "ar": "شاهد", "und": "?"}


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("fr", "fr"),
        ("FR-be, en;q=0.5", "fr"),
        ("de, en-US;q=0.5", "en-GB"),
        ("en;q=0.2, ar;q=0.9", "ar"),
        ("fr;q=0, ar", "ar"),
        ("fr;q=nan, ar;q=x", "und"),
        ("*", "und"),
        ("", "und"),
    ],
)
def test_the_best_language_is_given(header: str, given: str) -> None:
    assert list(one_language(DISPLAY, preferred(header))) == [given]


class Counted(dict[str, str]):
    """A language map that counts how often it is walked through."""

    walks = 0

    def __iter__(self) -> Iterator[str]:
        self.walks += 1
        return super().__iter__()


def test_a_long_list_of_wishes_costs_no_more_than_a_short_one() -> None:
    wishes = preferred(",".join(f"a{number}" for number in range(10_000)))
    assert len(wishes) == MOST_WISHES
    display = Counted({f"en-x-{number}": "watched" for number in range(500)})
    one_language(display, wishes)
    assert display.walks <= 2
