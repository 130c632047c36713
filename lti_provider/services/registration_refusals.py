"""Why a platform could not be connected, in words for the LMS's administrator."""

from django.utils.translation import gettext_lazy as _

from lti_provider.refusals import Words

_ASK_FOR_ANOTHER = _("Ask whoever sent you the address for a new one.")
_TELL = _("Tell whoever sent you the address, with the number below.")


class RegistrationRefused(Exception):
    """A registration that ends here; the invitation can be used again unless it says otherwise.

    code: for logs and tests; why, to_do: for the page; status: HTTP, 4xx; detail: for the log
    alone, never a token.
    """

    def __init__(
        self, code: str, *, why: Words, to_do: Words, status: int = 400, detail: str = ""
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.why = why
        self.to_do = to_do
        self.status = status
        self.detail = detail


def invitation_over(code: str) -> RegistrationRefused:
    """Unknown, used or too old: the page says the same, so that guessing tells nothing."""
    return RegistrationRefused(
        code,
        why=_("This address was used already, is too old, or was copied incompletely."),
        to_do=_ASK_FOR_ANOTHER,
        status=404,
    )


def academy_closed() -> RegistrationRefused:
    return RegistrationRefused(
        "academy_closed",
        why=_("Your academy cannot connect a learning platform at the moment."),
        to_do=_TELL,
        status=403,
    )


def unreadable_call(detail: str) -> RegistrationRefused:
    return RegistrationRefused(
        "call_unreadable",
        why=_("Your learning platform called this page in a way that cannot be read."),
        to_do=_TELL,
        detail=detail,
    )


def address_refused(member: str, detail: str) -> RegistrationRefused:
    return RegistrationRefused(
        "address_refused",
        why=_(
            "Your learning platform gave an address that is not called from here: it is not "
            "public, or does not begin with https://."
        ),
        to_do=_(
            "If your learning platform runs in a private network, ask the operator of this service "
            "to allow that network."
        ),
        detail=f"{member}: {detail}",
    )


def unavailable(step: str, detail: str) -> RegistrationRefused:
    """step: "configuration" or "registration", whichever the platform did not answer."""
    return RegistrationRefused(
        f"{step}_unavailable",
        why=_("Your learning platform did not answer as expected."),
        to_do=_("Start again from your learning platform. If it happens twice, report it."),
        status=422,
        detail=detail,
    )


def configuration_unusable(member: str, detail: str) -> RegistrationRefused:
    return RegistrationRefused(
        "configuration_unusable",
        why=_("What your learning platform says about itself is incomplete or malformed."),
        to_do=_TELL,
        status=422,
        detail=f"{member}: {detail}",
    )


def issuer_mismatch(detail: str) -> RegistrationRefused:
    return RegistrationRefused(
        "issuer_mismatch",
        why=_("The platform speaks in the name of another host than its own."),
        to_do=_TELL,
        status=403,
        detail=detail,
    )


def already_registered(detail: str) -> RegistrationRefused:
    return RegistrationRefused(
        "already_registered",
        why=_("This platform is registered here already. Its registration was not changed."),
        to_do=_(
            "Remove the tool from your learning platform and start again, or ask whoever sent you "
            "the address to change the registration by hand."
        ),
        status=409,
        detail=detail,
    )
