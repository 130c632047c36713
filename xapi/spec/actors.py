"""Agents and groups (Data 2.4.2) and what identifies them."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from xapi.spec.types import Iri, Mailto, Sha1

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


class Account(Struct, forbid_unknown_fields=True, rename="camel"):
    """Data 2.4.2.4: somebody's account in a system."""

    home_page: Iri
    name: str


class _Identified(Struct, forbid_unknown_fields=True):
    name: str | UnsetType = UNSET
    mbox: Mailto | UnsetType = UNSET
    mbox_sha1sum: Sha1 | UnsetType = UNSET
    openid: Iri | UnsetType = UNSET
    account: Account | UnsetType = UNSET

    def identifiers(self) -> list[str]:
        return [name for name in IDENTIFIERS if getattr(self, name) is not UNSET]


class Agent(_Identified, forbid_unknown_fields=True, tag_field="objectType", tag="Agent"):
    """Data 2.4.2.1: exactly one inverse functional identifier."""

    def __post_init__(self) -> None:
        if len(self.identifiers()) != 1:
            raise ValueError(
                "an agent has exactly one of mbox, mbox_sha1sum, openid, account, "
                f"this one has {len(self.identifiers())}"
            )


class Group(_Identified, forbid_unknown_fields=True, tag_field="objectType", tag="Group"):
    """Data 2.4.2.2: identified by one identifier, or anonymous with its members."""

    member: list[Agent] | UnsetType = UNSET

    def __post_init__(self) -> None:
        count = len(self.identifiers())
        if count > 1:
            raise ValueError(f"a group has at most one identifier, this one has {count}")
        if count == 0 and not self.member:
            raise ValueError("an anonymous group lists its members in `member`")


def identifier(actor: dict[str, Any]) -> str | None:
    """The identifier of an agent or group (as JSON) as one text; None: an anonymous group.

    Two actors with the same text are the same one (Data 2.4.2.3). A schema's and a host's case and
    that of a mailbox are left as they are: the standard compares character by character.
    """
    for name in IDENTIFIERS:
        value = actor.get(name)
        if value is None:
            continue
        if name == "account":
            return f"account:{value['homePage']}|{value['name']}"
        return f"{name}:{value.lower() if name == 'mbox_sha1sum' else value}"
    return None
