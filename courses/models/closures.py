"""Ways in that were closed while people are inside."""

from django.db import models
from django.utils import timezone


class Closure(models.Model):
    """A source of tickets that is closed, such as a suspended platform; open: no row.

    With `open_until` it closes by itself at that moment, as what a session's end is to end.

    The room that signs tickets gives each source its name; this room and the players only compare
    it, in the same query that finds the attempt.
    """

    source = models.CharField(max_length=64, unique=True)
    closed_at = models.DateTimeField(default=timezone.now)
    open_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.source
