"""What axe finds on a page: the machine's half of WCAG 2.2 AA."""

import json
from typing import Any, cast

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def violations(page: Page, **options: Any) -> list[dict[str, Any]]:
    """What breaks one of axe's rules; `options` are axe's own.

    A document reads axe once, and only what is wrong is carried out of the browser: with the
    library's own way, most of the time of a check went into the rest.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    wanted = json.dumps({"resultTypes": ["violations"], **options})
    found = page.evaluate(f"axe.run(document, {wanted}).then((results) => results.violations)")
    return cast("list[dict[str, Any]]", found)
