"""ADL's cases about the API and the data model, in the real player in Chromium.

With ADL_IN_PLAYER=all every case is played, which takes minutes. Cases of a family follow each
other with one learner, as ADL's suite has them.
"""

from __future__ import annotations

import os
from functools import partial

import pytest

from academies.models import Learner
from tests.browser.playing import Player
from tests.browser.playing2004 import Player2004
from tests.conformance.cases import PLACE, names, read_case
from tests.conformance.in_player import put_in_player
from tests.conformance.replay import Replay, family, stem

CASES = names()
PLAYED: tuple[str, ...] = ("API", "DMI", "DMB", "DDM")
if os.environ.get("ADL_IN_PLAYER") == "all":
    PLAYED = tuple(sorted({stem(name) for name in CASES}))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CASES, reason=f"ADL's cases are not in {PLACE}: set ADL_SCORM_2004 to their folder"
    ),
]


@pytest.mark.parametrize("name", PLAYED)
def test_family(name: str, player: Player, lena: Learner) -> None:
    player.page.close()
    for case in family(name):
        lenas = Player2004(player.context, player.hosts)
        Replay(read_case(case), partial(put_in_player, lenas, lena)).run()
        lenas.page.close()
