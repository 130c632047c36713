"""The fixtures of the browser's stories: some cases are replayed in the real player."""

from tests.browser.conftest import browser, context, hosts, player, playwright

__all__ = ["browser", "context", "hosts", "player", "playwright"]
