"""Answers other than success, each with its status (Communication 3.2). The texts are shown."""

from collections.abc import Iterable


class Problem(Exception):
    """A request that is not carried out."""

    status = 400


class NotAuthenticated(Problem):
    """No credential, or not a valid one."""

    status = 401


class NotAllowed(Problem):
    """A valid credential that may not do this."""

    status = 403


class NotFound(Problem):
    """Nothing there, or nothing that this credential may see."""

    status = 404


class NotWithThisMethod(Problem):
    """The resource does not take this method, but others: RFC 9110 15.5.6 wants them named."""

    def __init__(self, text: str, allowed: Iterable[str]) -> None:
        super().__init__(text)
        self.allowed = ", ".join(allowed)

    status = 405


class Conflict(Problem):
    """It contradicts what is stored."""

    status = 409


class PreconditionFailed(Problem):
    """The document has changed since the sender last saw it."""

    status = 412


class TooSlow(Problem):
    """Storing took longer than what readers are told; nothing was stored."""

    status = 503


class TooLarge(Problem):
    """The body is longer than what is taken."""

    status = 413


class NoLength(Problem):
    """A body of which neither its sender nor this server says where it ends."""

    status = 411


class Encoded(Problem):
    """A body in a content coding (RFC 9110 8.4), which would be stored as if it were none."""

    status = 415
