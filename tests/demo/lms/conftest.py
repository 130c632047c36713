"""One Northvale for the whole run, as on its first day for every test, and a throw-away tool."""

from collections.abc import Iterator

import pytest

from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import ThrowAwayTool


@pytest.fixture(scope="session")
def northvale_lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(tmp_path_factory.mktemp("northvale")) as lms:
        yield lms


@pytest.fixture
def lms(northvale_lms: PretendPlatform) -> PretendPlatform:
    northvale_lms.reset()
    return northvale_lms


@pytest.fixture
def tool(lms: PretendPlatform) -> Iterator[ThrowAwayTool]:
    """A tool registered at Northvale."""
    with ThrowAwayTool() as tool:
        tool.register(lms)
        yield tool


@pytest.fixture
def scene(lms: PretendPlatform, tool: ThrowAwayTool) -> str:
    """The resource link id of a graded activity, 50 points at most."""
    return lms.add_activity(
        "Scene", {"module": "scene"}, graded=50, resource_id="scene", tag="course"
    )
