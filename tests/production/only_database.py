"""A plugin: of all tests, only those that ask the database. The others know of none."""

import pytest

FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asking = [item for item in items if _asks(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks(item)])
    items[:] = asking


def _asks(item: pytest.Item) -> bool:
    used: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or not FIXTURES.isdisjoint(used)
