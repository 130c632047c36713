"""Pages of a list: where the next one is (RFC 8288; AGS 2.0, 3.2; NRPS 2.0, 2.4.2). Pure Python."""

import re
from urllib.parse import urljoin, urlsplit

_LONGEST_HEADER = 20_000
# RFC 8288, 3: <address>; name=value; name="value". An address may hold semicolons and commas.
_PARAMETER = r"""\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:"[^"]*"|[^\s",;<>]*))?"""
_LINK = re.compile(rf"<([^<>]*)>((?:{_PARAMETER})*)", re.ASCII)
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;<>]*))', re.ASCII | re.IGNORECASE)


def next_page(link_header: str, current: str) -> str | None:
    """The address of the page after `current`, None at the end.

    On the same scheme and host only: our access token goes with the request. Moodle's grade
    services write typographic quotes here, which name no relation; their unpaged lists are whole.
    """
    for address, parameters in _LINK.findall(link_header[:_LONGEST_HEADER]):
        if "next" in _relations(parameters):
            return _on_this_host(address, current)
    return None


def _relations(parameters: str) -> list[str]:
    """RFC 8288, 3.3: several may stand in one value, in any case; the first `rel` counts."""
    found = _RELATION.search(parameters)
    return (found[1] or found[2] or "").lower().split() if found else []


def _on_this_host(address: str, current: str) -> str | None:
    try:
        absolute = urljoin(current, address).partition("#")[0]
        return absolute if urlsplit(absolute)[:2] == urlsplit(current)[:2] else None
    except ValueError:
        return None
