"""Signed rights: to speak for one attempt (the ticket), and to read one package (the asset token).

Neither is stored; both expire. Whether the academy may still come in is asked again wherever one
is used, so a withdrawal does not wait for the expiry.
"""

import time
from typing import TypeVar

import msgspec
from django.core import signing

TICKET_LIFETIME_SECONDS = 12 * 3600
_TICKET_SALT = "courses.tickets.ticket"
_ASSET_SALT = "courses.tickets.asset"


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """The right to speak for one attempt, from one opened page.

    session: random id of this opening (a tab); launch: id of the launch session, 0 outside LTI;
    ancestors: origins that may frame the player; return_url: where "Exit" leads, or "";
    locale: BCP 47, or ""; source: how the person came in, see courses.closures, or "".
    """

    attempt: int
    session: str
    launch: int = 0
    ancestors: tuple[str, ...] = ()
    return_url: str = ""
    locale: str = ""
    expires: int = 0
    source: str = ""


class AssetToken(msgspec.Struct, frozen=True, array_like=True):
    """The right to read the files of one package, as part of their path.

    academy: whose learner reads; digest: the package; ancestors: origins that may frame it;
    source: the ticket's. calls: the path of the tool below which the pages of the package may send
    requests, or "": a package that a shim speaks for needs none.
    The expiry is rounded, so that a second launch yields the same URLs and the browser's cache
    serves them.
    """

    academy: int
    digest: str
    ancestors: tuple[str, ...] = ()
    expires: int = 0
    source: str = ""
    calls: str = ""


class TicketRefused(Exception):
    """The ticket or asset token is altered, foreign or expired. `expired` tells which.

    late: the ticket that has only expired. It gives no right any more, and still says truly in
    whose frame and in which language to say so.
    """

    def __init__(self, *, expired: bool, late: Ticket | None = None) -> None:
        super().__init__("expired" if expired else "not one of ours")
        self.expired = expired
        self.late = late


def sign_ticket(ticket: Ticket) -> str:
    """Sign `ticket`, valid for TICKET_LIFETIME_SECONDS from now."""
    expires = int(time.time()) + TICKET_LIFETIME_SECONDS
    return _sign(msgspec.structs.replace(ticket, expires=expires), _TICKET_SALT)


def sign_until_it_ends(ticket: Ticket) -> str:
    """Sign a ticket that was made of another, valid no longer than that one."""
    return _sign(ticket, _TICKET_SALT)


def read_ticket(text: str) -> Ticket:
    """The ticket in `text`. Raises TicketRefused."""
    ticket = _read(text, Ticket, _TICKET_SALT)
    if ticket.expires <= time.time():
        raise TicketRefused(expired=True, late=ticket)
    return ticket


def sign_asset_token(token: AssetToken) -> str:
    """Sign `token`, valid for between one and two ticket lifetimes."""
    window = int(time.time()) // TICKET_LIFETIME_SECONDS
    expires = (window + 2) * TICKET_LIFETIME_SECONDS
    return _sign(msgspec.structs.replace(token, expires=expires), _ASSET_SALT)


def read_asset_token(text: str) -> AssetToken:
    """The asset token in `text`. Raises TicketRefused."""
    token = _read(text, AssetToken, _ASSET_SALT)
    if token.expires <= time.time():
        raise TicketRefused(expired=True)
    return token


_Kind = TypeVar("_Kind", Ticket, AssetToken)


def _sign(value: Ticket | AssetToken, salt: str) -> str:
    body = signing.b64_encode(msgspec.json.encode(value)).decode()
    return signing.Signer(salt=salt).sign(body)


def _read(text: str, kind: type[_Kind], salt: str) -> _Kind:
    """What was signed, however long ago."""
    try:
        body = signing.Signer(salt=salt).unsign(text)
        return msgspec.json.decode(signing.b64_decode(body.encode()), type=kind)
    except (signing.BadSignature, msgspec.DecodeError, ValueError) as refused:
        raise TicketRefused(expired=False) from refused
