"""Statements on their way to an academy's own record store."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models import Academy
from xapi.models.statement import Statement


class Forwarding(models.Model):
    """Where an academy wants its statements sent, and how far that has come.

    The order of the store is the order of the sending, so there is no row for each statement:
    `through` is the last one that was settled. Claimed by a conditional UPDATE with a lease.
    """

    class Which(models.TextChoices):
        ALL = "all", _("Everything in the academy's record store")
        OURS = "ours", _("Only what the courses of this tool tell")

    academy = models.OneToOneField(Academy, on_delete=models.CASCADE, related_name="forwarding")
    endpoint = models.URLField(
        _("endpoint"),
        max_length=500,
        help_text=_("Of the other store, such as https://lrs.example.org/xapi/"),
    )
    username = models.CharField(_("key or user name"), max_length=200)
    # Sealed by academies.outbound.secrets_at_rest.
    secret = models.CharField(max_length=500, editable=False)
    version = models.CharField(
        _("xAPI version"),
        max_length=5,
        choices=[("1.0.3", "1.0.3"), ("2.0.0", "2.0.0")],
        default="1.0.3",
    )
    which = models.CharField(
        _("what is sent"), max_length=4, choices=Which.choices, default=Which.OURS
    )
    is_active = models.BooleanField(
        _("switched on"), default=True, help_text=_("Off: nothing is sent, and nothing is lost.")
    )
    # Statement.pk.
    through = models.BigIntegerField(default=0, editable=False)
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    # In a row; 0: it is well.
    failures = models.PositiveIntegerField(default=0, editable=False)
    last_answer = models.CharField(max_length=500, blank=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("forwarding of statements")
        verbose_name_plural = _("forwarding of statements")

    def __str__(self) -> str:
        return f"{self.academy}: {self.endpoint}"


class DeadLetter(models.Model):
    """A statement that the academy's store has refused. Those behind it went on."""

    class State(models.TextChoices):
        REFUSED = "refused", _("Refused")
        WAITING = "waiting", _("Waiting")

    forwarding = models.ForeignKey(Forwarding, on_delete=models.CASCADE, related_name="letters")
    # Not checked by the database, which would check each new partition of the statements, too.
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.REFUSED)
    status = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=500)
    tries = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("refused statement")
        verbose_name_plural = _("refused statements")
        constraints = [
            models.UniqueConstraint(
                fields=["forwarding", "statement"], name="xapi_dead_letter_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["forwarding", "statement"],
                name="xapi_letter_waiting",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement)
