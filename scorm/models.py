"""A stored package, the run-time data of each SCO in an attempt, the tracking of SCORM 2004's
sequencing, what its courses share, and the journal of commits."""

from django.db import models
from django.utils import timezone

from academies.models import Learner
from courses.models import Attempt


class ScormPackage(models.Model):
    """The manifest of a package in the store; several editions may share one."""

    content_digest = models.CharField(max_length=64, unique=True)
    standard = models.CharField(max_length=12)
    # scorm.manifest.Manifest, as encode_manifest writes it.
    manifest = models.JSONField()
    file_count = models.PositiveIntegerField()
    total_bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.content_digest[:12]


class ScoState(models.Model):
    """The run-time data of one SCO in one attempt (SCORM 1.2 RTE 3.4; SCORM 2004 RTE 4.2).

    In SCORM 2004 it is that of the current attempt on the activity, `lesson_status` is the word
    that says most of it, and times are cmi.session_time and cmi.total_time.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="sco_states")
    sco = models.CharField(max_length=255)  # the item's identifier in the manifest
    # What the content has set: element -> value, flat, every key checked by scorm.cmi or
    # scorm.cmi2004.
    cmi = models.JSONField(default=dict)
    lesson_status = models.CharField(max_length=13, default="not attempted")
    # Scaled score 0 to 1 of this SCO, None where none was reported.
    score = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    # Time of finished sessions; cmi.core.session_time of the open one is added to it.
    total_centiseconds = models.BigIntegerField(default=0)
    session_centiseconds = models.BigIntegerField(default=0)
    # The session (one LMSInitialize to LMSFinish) that spoke last, and whether it has finished.
    session = models.CharField(max_length=64, blank=True)
    finished = models.BooleanField(default=True)
    # It has said more than one SCO may keep (scorm.cmi.room): some of it was left out.
    is_full = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "sco"], name="sco_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.sco}"


class TrackingState(models.Model):
    """Where one attempt stands in the activity tree of a SCORM 2004 package (SN 4.2)."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="tracking_state")
    # scorm.sequencing.SequencingState, as encode_state writes it.
    state = models.JSONField(default=dict)
    # Time in attempts on activities that newer ones have replaced.
    earlier_centiseconds = models.BigIntegerField(default=0)
    # The key of the navigation request that was carried out last.
    last_request = models.CharField(max_length=64, blank=True)
    # The last requests that were refused, for whoever asks why (playing2004.request_log).
    requests = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.attempt_id)


class SystemWide(models.Model):
    """What a learner takes along from one course to others: a global objective, or a bucket of
    adl.data, that a SCORM 2004 package shares with the whole system (CAM 3.4, 5.1.1).

    A learner is of one academy, so nothing crosses from one academy to another.
    """

    class Kind(models.TextChoices):
        OBJECTIVE = "objective"
        DATA = "data"

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    # The objective's or the bucket's name in manifests, which may be too long for an index: its
    # sha256 is in one.
    target = models.TextField()
    target_digest = models.CharField(max_length=64)
    # scorm.sequencing.state.ObjectiveInfo as plain values, or what is in the bucket.
    value = models.JSONField()
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "kind", "target_digest"], name="system_wide_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.kind}/{self.target[:40]}"


class Commit(models.Model):
    """One commit as received: the journal, and what makes storing idempotent."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="scorm_commits")
    sco = models.CharField(max_length=255)
    session = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    delta = models.JSONField()
    finish = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "session", "sequence"], name="commit_stored_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.session}/{self.sequence}"
