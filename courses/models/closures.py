"""Ways in that were closed while people are inside."""

from django.db import models
from django.utils import timezone


class Closure(models.Model):
    """A source of tickets that is closed, such as a suspended platform; open: no row.

    The room that signs tickets gives each source its name; this room and the players only compare
    it, in the same query that finds the attempt.
    """

    source = models.CharField(max_length=64, unique=True)
    closed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.source
