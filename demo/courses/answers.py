"""The right answers of the sample courses, and the hooks for tests in a browser.

Hooks (``data-testid``; one of each in a page, so Playwright's strict mode is content):

- ``next`` and ``previous`` turn the pages of the lessons and of ``victim-first-contact``. ``next``
  is hidden on the last page. A lesson is completed as soon as its last page is shown.
- ``q{n}-{letter}`` is the radio button or checkbox of an answer, for example ``q3-b``.
- ``submit`` hands in: in ``quiz.html`` all questions stand on one page; in
  ``victim-first-contact`` the button is on the last page.
- ``retry`` appears after handing in and empties the answers. The best result counts. ``check.html``
  of ``messages-and-accounts`` is handed in once: cmi5 takes one judgement in a session.
- ``exit`` (``messages-and-accounts`` only) ends the session and leads back to the course.
- ``check-q{n}`` (``victim-first-contact`` only) checks the answer of one question, which the
  learner must do before handing in. At most one question stands on a page.

What is reported: the lessons report completion, the quiz reports ``cmi.core.score.raw`` and
``completed`` and leaves passed or failed to the LMS (``adlcp:masteryscore``), and
``victim-first-contact`` reports the score and passed or failed itself. The lessons of
``messages-and-accounts`` say "progressed" and "completed", its check "answered", and "passed" or
"failed" by the mastery score that the LMS tells.

To walk through ``victim-first-contact``: on each page choose and check the answers of the question
that is visible, press ``next`` until it is hidden, press ``submit``.
"""

from types import MappingProxyType
from typing import Final

AnswerKey = MappingProxyType[str, tuple[str, ...]]

QUIZ: Final[AnswerKey] = MappingProxyType(
    {
        "q1": ("b",),
        "q2": ("c",),
        "q3": ("a", "b", "c", "d"),
        "q4": ("a",),
        "q5": ("c",),
        "q6": ("a", "b", "d"),
        "q7": ("b",),
        "q8": ("a", "b", "c"),
        "q9": ("b",),
        "q10": ("d",),
    }
)
"""``first-responder-scene/quiz.html``: question to letters, in the order of the page."""

CHECKS: Final[AnswerKey] = MappingProxyType(
    {
        "q1": ("b",),
        "q2": ("b",),
        "q3": ("a", "b", "d"),
        "q4": ("c",),
        "q5": ("a",),
        "q6": ("c",),
    }
)
"""``victim-first-contact/index.html``: question to letters, in the order of the page."""

ACCOUNTS_CHECK: Final[AnswerKey] = MappingProxyType(
    {
        "q1": ("c",),
        "q2": ("a", "c"),
        "q3": ("b",),
        "q4": ("d",),
        "q5": ("a", "b", "d"),
        "q6": ("b",),
    }
)
"""``messages-and-accounts/check.html``: question to letters, in the order of the page."""

PAGES: Final = MappingProxyType(
    {
        "lesson1.html": (
            "no-harm",
            "first-minutes",
            "look-around",
            "photograph",
            "ask",
            "summary",
        ),
        "lesson2.html": ("state", "volatile", "laptop", "isolate", "networks", "summary"),
        "lesson3.html": ("chain", "label", "pack", "corridor", "hand-over", "summary"),
        "messages.html": ("fleeting", "order", "picture", "victim", "notes", "summary"),
        "accounts.html": ("window", "look", "reach", "ask", "summary"),
        "index.html": (
            "person",
            "arrival",
            "stop",
            "keep",
            "identify",
            "doors",
            "care",
            "finish",
        ),
    }
)
"""Page ids by file, in order; the bookmark (``cmi.core.lesson_location``) is one of them."""
