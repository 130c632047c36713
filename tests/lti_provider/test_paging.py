"""The next page of a list: found wherever RFC 8288 lets it stand, and never on another host."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.paging import next_page

HERE = "https://lms.example/members?limit=2"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://lms.example/members?from=2>; rel="next"', "https://lms.example/members?from=2"),
        ("</members?from=2>; rel=next", "https://lms.example/members?from=2"),
        ('</a>; rel="first", </b>; rel="next", </c>; rel="last"', "https://lms.example/b"),
        ('</a>; rel="last NEXT"', "https://lms.example/a"),
        ('</a>; REL="Next"; type="json"', "https://lms.example/a"),
        ("</a>; rel=“next”".encode().decode("latin-1"), None),
        ('</a>; rel="nextish"', None),
        ('<https://other.example/a>; rel="next"', None),
        ('<http://lms.example/a>; rel="next"', None),
        ('<//other.example/a>; rel="next"', None),
        ('<https://lms.example@other.example/a>; rel="next"', None),
        ('<https://[/a>; rel="next"', None),
        ('</a#there>; rel="next"', "https://lms.example/a"),
        ("", None),
        ("<x>," * 9_000 + '</a>; rel="next"', None),
        ('</a;b=1,c>; title="x; y"; rel="next"', "https://lms.example/a;b=1,c"),
        ('</a>; rel="prev"; rel="next"', None),
    ],
)
def test_where_the_next_page_is(header: str, found: str | None) -> None:
    assert next_page(header, HERE) == found


@given(st.text(max_size=200), st.sampled_from(["", '; rel="next"', '>; rel="next"']))
def test_whatever_a_header_says_our_token_stays_with_the_host(text: str, end: str) -> None:
    address = next_page("<" + text + end, HERE)

    assert address is None or urlsplit(address)[:2] == ("https", "lms.example")


@given(st.text("abcXYZ019-_~%", max_size=30), st.text("abc=&?/%20:;,.", min_size=1, max_size=30))
def test_an_address_is_kept_as_it_is_written(path: str, query: str) -> None:
    address = f"https://lms.example/p{path}?{query}"

    assert next_page(f'<{address}>; rel="next"', HERE) == address
