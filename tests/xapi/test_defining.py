"""Without the scope "define" nobody changes what the store knows of others (Communication 4.2)."""

from academies.models import Academy
from tests import cast
from tests.xapi.talking import PASSED, Speaker, account, statement
from xapi import scopes


def test_a_credential_that_only_writes_names_nobody_anew(
    speaker: Speaker, northvale: Academy
) -> None:
    speaker.tell(statement(actor={**account(cast.TOMAS), "name": "Tomas"}))
    other = Speaker(northvale, scopes.WRITE)
    other.tell(statement(actor={**account(cast.TOMAS), "name": "A fool"}))
    known = speaker.ask("GET", "agents", {"agent": account(cast.TOMAS)}).json()
    assert known["name"] == ["Tomas"]


def test_nor_a_verb(speaker: Speaker, northvale: Academy) -> None:
    speaker.tell(statement(verb={"id": PASSED, "display": {"en": "passed"}}))
    Speaker(northvale, scopes.WRITE).tell(
        statement(verb={"id": PASSED, "display": {"en": "cheated", "fr": "x"}})
    )
    [shown, *_rest] = speaker.ask("GET", "statements", {"format": "canonical"}).json()["statements"]
    assert shown["verb"]["display"] == {"en": "passed"}


def test_what_is_known_of_an_agent_stays_small(speaker: Speaker) -> None:
    """Every statement that names the agent reads what is known of it."""
    for begin in range(0, 400, 200):
        speaker.tell(
            *[
                statement(actor={**account(cast.TOMAS), "name": f"Tomas {begin + i}"})
                for i in range(200)
            ]
        )
    known = speaker.ask("GET", "agents", {"agent": account(cast.TOMAS)}).json()
    assert len(known["name"]) <= 100
