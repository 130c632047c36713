"""ADL's cases about the API and the data model, in the real player in Chromium.

With ADL_IN_PLAYER=all every case is played, which takes minutes.
"""

from __future__ import annotations

import os

import pytest

from academies.models import Learner
from tests.browser.playing import Player
from tests.browser.playing2004 import Player2004
from tests.conformance.cases import PLACE, names, read_case
from tests.conformance.in_player import put_in_player
from tests.conformance.replay import Differs, Replay, family

CASES = names()
PASSING = ("API", "DMI", "DMB", "DDM")
PLAYED = CASES if os.environ.get("ADL_IN_PLAYER") == "all" else PASSING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CASES, reason=f"ADL's cases are not in {PLACE}: set ADL_SCORM_2004 to their folder"
    ),
]


@pytest.mark.parametrize("name", PLAYED)
def test_case(name: str, player: Player, lena: Learner) -> None:
    player.page.close()
    for one in family(name):
        lenas = Player2004(player.context, player.hosts)
        replayed = Replay(
            read_case(one), lambda manifest, lenas=lenas: put_in_player(lenas, lena, manifest)
        )
        try:
            replayed.run()
        except Differs:
            if one == name:
                raise
        lenas.page.close()
