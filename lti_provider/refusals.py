"""Why a launch cannot go on, in words for the person in front of the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class LaunchRefused(Exception):
    """A launch that ends here.

    code: for logs and tests; what, why, to_do: for the page; status: HTTP, 4xx;
    return_url: the way back that the platform gave in a verified message, or "";
    locale: the language to say it in, or "" for the browser's;
    origins: the platform's, where it is known, so that the page shows inside its frame;
    detail: for the log alone, never personal data.
    """

    def __init__(
        self,
        code: str,
        *,
        what: Words,
        why: Words,
        to_do: Words,
        status: int = 400,
        detail: str = "",
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.what = what
        self.why = why
        self.to_do = to_do
        self.status = status
        self.detail = detail
        self.return_url = ""
        self.locale = ""
        self.origins: tuple[str, ...] = ()


CANNOT_OPEN = _("This activity cannot be opened.")
AGAIN_FROM_LMS = _("Go back to your learning platform and open the activity from there again.")
TELL_ADMINISTRATOR = _("Tell the administrator of your learning platform, with the number below.")


def not_understood(detail: str) -> LaunchRefused:
    """The platform's message breaks the protocol: nothing a learner can mend."""
    return LaunchRefused(
        "message_refused",
        what=CANNOT_OPEN,
        why=_("The message from your learning platform could not be accepted."),
        to_do=TELL_ADMINISTRATOR,
        detail=detail,
    )


def unknown_platform(detail: str) -> LaunchRefused:
    return LaunchRefused(
        "unknown_platform",
        what=CANNOT_OPEN,
        why=_("Your learning platform is not registered here."),
        to_do=TELL_ADMINISTRATOR,
        status=403,
        detail=detail,
    )


def platform_pending(detail: str) -> LaunchRefused:
    """Registered, and not approved yet."""
    return LaunchRefused(
        "platform_pending",
        what=CANNOT_OPEN,
        why=_("Your learning platform is connected, but not approved yet."),
        to_do=_("Try again when the provider of the courses has approved it."),
        status=403,
        detail=detail,
    )


def academy_closed(code: str) -> LaunchRefused:
    return LaunchRefused(
        code,
        what=CANNOT_OPEN,
        why=_("Your academy has no valid agreement for these courses at the moment."),
        to_do=_("Ask your academy's administrator."),
        status=403,
    )


def stale_login(code: str, detail: str = "") -> LaunchRefused:
    """The login is over, spent or another browser's: opening the activity again mends it."""
    return LaunchRefused(
        code,
        what=CANNOT_OPEN,
        why=_("This sign-in was used already, is too old, or was begun in another browser."),
        to_do=AGAIN_FROM_LMS,
        detail=detail,
    )


def module_gone(code: str, detail: str = "") -> LaunchRefused:
    return LaunchRefused(
        code,
        what=_("This module is not available."),
        why=_("The activity points to a module that is gone or that your academy cannot open."),
        to_do=_("Ask your trainer to choose the module again."),
        status=404,
        detail=detail,
    )
