"""Statements, and by what they are found. docs/decisions/ says why it has this shape."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from academies.models import Academy
from xapi.models.credential import Credential


class Ledger(models.Model):
    """One row an academy, locked by whoever stores: its statements come one after another.

    So `Statement.pk` and `stored` grow in the order in which they become visible, and whatever was
    stored up to `stored` can be read.
    """

    academy = models.OneToOneField(Academy, on_delete=models.CASCADE, primary_key=True)
    stored = models.DateTimeField(_("stored last"))

    class Meta:
        verbose_name = _("record store")
        verbose_name_plural = _("record stores")

    def __str__(self) -> str:
        return str(self.academy)


class Reference(models.Model):
    """An agent, verb, activity or registration that statements of an academy name."""

    # The index of the constraint begins with it; so it is with the others of its kind below.
    academy = models.ForeignKey(Academy, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    # SHA-256 of kind and value: an IRI may be longer than an index takes.
    digest = models.CharField(max_length=64)
    value = models.TextField()
    # Activity: its definition, merged; verb: its display; agent: {"names": [...]}.
    known: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["academy", "digest"], name="xapi_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class StatementId(models.Model):
    """The id of a statement, once in an academy. The primary key is the statement's sequence.

    It stands apart, because PostgreSQL keeps the statements in partitions by sequence, and a unique
    index over partitions has to contain what they are made by.
    """

    # As with the others below: xapi.services.ingest alone writes it, under the academy's ledger.
    academy = models.ForeignKey(
        Academy, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    statement_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["academy", "statement_id"], name="xapi_statement_id_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement_id)


class Statement(models.Model):
    """One statement. The primary key is its sequence, which its StatementId was given.

    PostgreSQL: in partitions by the key (xapi.services.partitions).
    """

    id = models.BigIntegerField(primary_key=True)
    academy = models.ForeignKey(
        Academy,
        on_delete=models.CASCADE,
        related_name="statements",
        db_index=False,
        db_constraint=False,
    )
    credential = models.ForeignKey(
        Credential,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # Found by StatementId.
    statement_id = models.UUIDField()
    stored = models.DateTimeField()
    # As it is handed out in the format "exact", ready to be sent.
    document = models.TextField()
    # The id in a StatementRef that is its object, whether or not that one is here (yet).
    target_id = models.UUIDField(null=True)
    voiding = models.BooleanField(default=False)
    voided = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["academy", "id"], name="xapi_statement_sequence"),
            # What one credential stored, in its order.
            models.Index(fields=["credential", "id"], name="xapi_statement_credential"),
            # Up to which sequence a moment reaches.
            models.Index(fields=["academy", "stored", "id"], name="xapi_statement_stored"),
            models.Index(
                fields=["academy", "target_id"],
                name="xapi_statement_target",
                condition=models.Q(target_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement_id)


class Usage(models.Model):
    """A statement is found by a reference, in a role (xapi.spec.usages.Usage).

    `source` is the statement that names it: itself, or one that it targets by a StatementRef,
    directly or through others (Communication 2.1.3: such statements match the filters too).

    The database does not check the keys: rows come from xapi.services.ingest alone, under the
    academy's lock, and go with what they name. docs/decisions/ says what the checks cost.
    PostgreSQL: in partitions by the statement (xapi.services.partitions).
    """

    # Reads walk it: one reference in one role, by sequence. The reference is an academy's.
    pk = models.CompositePrimaryKey("reference", "usage", "statement", "source")
    reference = models.ForeignKey(
        Reference, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    usage = models.SmallIntegerField()
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="usages", db_constraint=False
    )
    # Nothing is looked for at its end: xapi.services.forgetting removes what a statement lent.
    source = models.ForeignKey(
        Statement,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        indexes = [
            # What a statement lent to those that refer to it: few ever do.
            models.Index(
                fields=["source"],
                name="xapi_usage_lent",
                condition=~models.Q(source=models.F("statement")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference_id} in {self.statement_id}"


class Attachment(models.Model):
    """The bytes of an attachment, once for each digest."""

    academy = models.ForeignKey(Academy, on_delete=models.CASCADE, related_name="+")
    sha2 = models.CharField(max_length=128)
    content_type = models.CharField(max_length=200)
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["academy", "sha2"], name="xapi_attachment_once"),
        ]

    def __str__(self) -> str:
        return self.sha2
