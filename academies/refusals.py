"""Why an act of the staff, or an application, cannot be done, in words."""

from django.utils.functional import Promise


class ActRefused(Exception):
    """The act does not fit how things stand; `message` says why and what to do instead."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message
