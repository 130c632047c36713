"""What is wrong with something that was sent, and where in it."""


class Refused(ValueError):
    """Something sent does not follow the standard.

    `path`: where, as in `$.actor.mbox` (`$` is what was sent); `why`: what is wrong there.
    """

    def __init__(self, why: str, path: str = "$") -> None:
        super().__init__(f"{path}: {why}")
        self.why = why
        self.path = path
