"""Close a way in for everybody who came by it, from their next request on.

A ticket and an asset token carry their source; whoever checks them asks `is_closed` in the query
that it makes anyway. Closing is one row, however many tabs are open.
"""

from django.db.models import Exists, Expression, OuterRef

from courses.models import Closure


def close(source: str) -> None:
    """Refuse tickets and asset tokens of `source` until it is reopened."""
    Closure.objects.get_or_create(source=source)


def reopen(source: str) -> None:
    """Take tickets and asset tokens of `source` again, as far as they have not expired."""
    Closure.objects.filter(source=source).delete()


def is_closed(source: str | OuterRef | Expression) -> Exists:
    """As an expression, for annotating the query that finds the attempt or the academy."""
    return Exists(Closure.objects.filter(source=source))
