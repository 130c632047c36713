"""Line items as JSON, and the Link header Moodle writes when `limit` is passed."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from flask import Response

from demo.lms.academy import Academy
from demo.lms.claims import lineitems_url
from demo.lms.gradebook import LineItem
from demo.lms.tools import Tool


def item_url(academy: Academy, item: LineItem) -> str:
    """The line item's address without the query."""
    return f"{lineitems_url(academy, item.course)}/{item.id}/lineitem"


def item_json(academy: Academy, item: LineItem) -> dict[str, Any]:
    """One line item (AGS 2.0, 3.2.5), with Moodle's older ltiLinkId beside resourceLinkId."""
    body: dict[str, Any] = {
        "id": f"{item_url(academy, item)}?type_id={item.tool}",
        "label": item.label,
        "scoreMaximum": item.maximum,
        "resourceId": item.resource_id,
        "tag": item.tag,
    }
    if item.link is not None:
        body["resourceLinkId"] = body["ltiLinkId"] = str(item.link)
    return body


def add_broken_links(
    answer: Response,
    url: str,
    tool: Tool,
    filters: dict[str, str],
    page: tuple[int, int],
    total: int,
) -> None:
    """Moodle's Link header, kept as broken as it is.

    The relations stand in typographic quotes and the URLs are escaped for HTML, so a parser of
    RFC 8288 finds no `next`.
    """
    limit, start = page

    def link(rel: str, first: int) -> str:
        query = urlencode({**filters, "type_id": tool.id, "limit": limit, "from": first})
        return f"<{escape(url + '?' + query)}>; rel=\u201c{rel}\u201d"

    inside = start < total
    found = [link("first", 0)]
    if start > 0 and inside:
        found.append(link("prev", max(start - limit, 0)))
    found.append(link("canonical", start))
    if start + limit <= total - 1 and inside:
        found.append(link("next", start + limit))
    found.append(link("last", max(total - limit + 1, 0)))
    answer.headers["Link"] = ", ".join(found).encode("utf-8").decode("latin-1")
