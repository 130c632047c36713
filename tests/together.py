"""Several threads of one story, at once."""

import threading


def together(*acts: threading.Thread) -> None:
    """Start all of them, and wait until all are through."""
    for act in acts:
        act.start()
    for act in acts:
        act.join()
