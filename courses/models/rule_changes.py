"""A change of a module's rules, on its way through the attempts that there are."""

from django.db import models
from django.utils import timezone

from courses.models.catalogue import Module


class RuleChange(models.Model):
    """The attempts of `module` are judged anew, in the order of their keys; one row a module.

    `last_attempt`: the key of the last one that is through, from which a worker goes on after
    another was killed. `revision` counts the changes: a newer one begins from the start.
    `changed_at`: when the rules were changed, or a worker last got further.
    """

    module = models.OneToOneField(Module, on_delete=models.CASCADE, related_name="rule_change")
    revision = models.PositiveIntegerField(default=1)
    last_attempt = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.module}: {self.done}/{self.total}"
