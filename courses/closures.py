"""Close a way in for everybody who came by it, from their next request on.

A ticket and an asset token carry their source; whoever checks them asks `is_closed` in the query
that it makes anyway. Closing is one row, however many tabs are open.
"""

import datetime as dt

from django.db.models import Exists, Expression, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from courses.models import Closure


def close(source: str) -> None:
    """Refuse tickets and asset tokens of `source` until it is reopened."""
    Closure.objects.update_or_create(
        source=source, defaults={"open_until": None, "closed_at": timezone.now()}
    )


def close_later(source: str, moment: dt.datetime) -> None:
    """Close a source that is new at `moment`: called before the first ticket of it is signed."""
    Closure.objects.create(source=source, open_until=moment)


def put_off(beginning: str, moment: dt.datetime) -> None:
    """Move the moment of the sources whose names begin so; what has closed stays closed."""
    still_open = Closure.objects.filter(source__startswith=beginning, open_until__gt=timezone.now())
    still_open.update(open_until=moment)


def close_all(beginning: str) -> None:
    """Close the sources that will close later, and whose names begin so, at once."""
    Closure.objects.filter(source__startswith=beginning).exclude(open_until=None).update(
        open_until=None, closed_at=timezone.now()
    )


def forget_closed(beginning: str, before: dt.datetime) -> int:
    """Delete the rows of sources that were closed before a moment, and that nobody reopens.

    No ticket or asset token may live that long. How many.
    """
    old = Q(open_until=None, closed_at__lt=before) | Q(open_until__lt=before)
    deleted, _rows = Closure.objects.filter(old, source__startswith=beginning).delete()
    return deleted


def reopen(source: str) -> None:
    """Take tickets and asset tokens of `source` again, as far as they have not expired."""
    Closure.objects.filter(source=source).delete()


def is_closed(source: str | OuterRef | Expression) -> Exists:
    """As an expression, for annotating the query that finds the attempt or the academy."""
    now_closed = Q(open_until=None) | Q(open_until__lte=Now())
    return Exists(Closure.objects.filter(now_closed, source=source))
