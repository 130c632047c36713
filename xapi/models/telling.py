"""How far the tool has told in statements what happened in its own players."""

from typing import Any

from django.db import models

from courses.models import Attempt
from courses.outcomes import Completion, Success


class Telling(models.Model):
    """One attempt: how far its journal was read, and what of its outcome was told.

    Statements are stored in the transaction that writes this row.
    """

    attempt = models.OneToOneField(
        Attempt, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    # The number of the last entry of the journal (courses.telling.Told).
    through = models.BigIntegerField(default=0)
    remembered: Any = models.JSONField(default=dict)
    look_again_at = models.DateTimeField(null=True, db_index=True)
    # The outcome of the whole module as it was told, and in how many statements so far.
    completion = models.CharField(max_length=10, default=Completion.UNKNOWN.value)
    success = models.CharField(max_length=7, default=Success.UNKNOWN.value)
    score = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    outcomes = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.attempt_id} through {self.through}"


class TellingPosition(models.Model):
    """Up to which entry of a teller's journal there is nothing left to look for."""

    teller = models.CharField(max_length=40, primary_key=True)
    through = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.teller} through {self.through}"
