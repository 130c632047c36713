"""Tickets and asset tokens: ours, unaltered, in time, and never one for the other."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import tickets
from courses.tickets import AssetToken, Ticket, TicketRefused

TICKET = Ticket(attempt=7, session="tab-1", ancestors=("https://lms.northvale.example",))
TOKEN = AssetToken(academy=1, digest="a" * 64)


def test_a_ticket_says_again_what_was_signed() -> None:
    read = tickets.read_ticket(tickets.sign_ticket(TICKET))

    assert (read.attempt, read.session, read.ancestors) == (7, "tab-1", TICKET.ancestors)


def test_an_expired_ticket_is_refused_as_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = tickets.sign_ticket(TICKET)
    later = time.time() + tickets.TICKET_LIFETIME_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)

    with pytest.raises(TicketRefused) as refused:
        tickets.read_ticket(signed)

    assert refused.value.expired
    assert refused.value.late is not None
    assert refused.value.late.ancestors == TICKET.ancestors


def test_an_asset_token_is_no_ticket() -> None:
    with pytest.raises(TicketRefused):
        tickets.read_ticket(tickets.sign_asset_token(TOKEN))


def test_two_launches_on_one_day_share_the_asset_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noon = 1_800_000_000 // tickets.TICKET_LIFETIME_SECONDS * tickets.TICKET_LIFETIME_SECONDS
    monkeypatch.setattr(time, "time", lambda: noon + 60)
    first = tickets.sign_asset_token(TOKEN)
    monkeypatch.setattr(time, "time", lambda: noon + 6000)

    assert tickets.sign_asset_token(TOKEN) == first


@given(place=st.integers(0, 10_000), character=st.characters(codec="ascii"))
def test_no_altered_ticket_is_accepted(place: int, character: str) -> None:
    signed = tickets.sign_ticket(TICKET)
    place %= len(signed)
    altered = signed[:place] + character + signed[place + 1 :]
    if altered == signed:
        return

    with pytest.raises(TicketRefused):
        tickets.read_ticket(altered)


@given(text=st.text(max_size=300))
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(TicketRefused):
        tickets.read_ticket(text)
