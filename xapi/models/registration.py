"""A learner's registration for a course of cmi5 or plain xAPI, and what each AU has come to."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from courses.models import Attempt
from xapi import iris
from xapi.spec.parts import Json


class Registration(models.Model):
    """One for each attempt (cmi5 8.1.4, 9.6.1). Its academy is the learner's."""

    attempt = models.OneToOneField(
        Attempt, on_delete=models.CASCADE, related_name="xapi_registration"
    )
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The learner's when it began: the actor stays the same, whatever becomes of them.
    pseudonym = models.UUIDField()
    # [kind, publisher's id] of each block, and of the course, that was told to be satisfied.
    satisfied: Any = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.code)

    @property
    def actor(self) -> Json:
        """The agent of every statement (cmi5 9.2): an account of ours."""
        return iris.pseudonymous(self.pseudonym)


class UnitState(models.Model):
    """What is known of one AU within a registration (xapi.cmi5.moveon.AUFacts); no row: nothing.

    `au` is its index in the course structure.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="units")
    au = models.PositiveIntegerField()
    launched = models.BooleanField(default=False)
    completed = models.BooleanField(default=False)
    passed = models.BooleanField(default=False)
    failed = models.BooleanField(default=False)
    waived = models.BooleanField(default=False)
    waived_because = models.CharField(max_length=100, blank=True)
    # Scaled, -1 to 1; none: no score was reported.
    score = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    progress = models.PositiveSmallIntegerField(null=True)
    centiseconds = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "au"], name="xapi_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}/{self.au}"
