"""What the owner decides for a module: attempts, which of them counts, and what completes it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.attempt_policy import AttemptPolicy, Counting, NewAttempts
from courses.outcomes import CompletionRule


class ModuleRules(models.Model):
    """The columns of a Module that say how its attempts are judged. The defaults change nothing
    of what the package itself says."""

    new_attempts = models.CharField(
        _("start again"),
        max_length=9,
        choices=[
            (NewAttempts.NEVER, _("Never: one attempt, which is gone on with")),
            (NewAttempts.COMPLETED, _("When the last attempt is completed")),
            (NewAttempts.FAILED, _("When the last attempt was not passed")),
            (NewAttempts.ALWAYS, _("Always, also in the middle of an attempt")),
        ],
        default=NewAttempts.NEVER,
        help_text=_(
            "When learners may press “Start again”, which begins a new attempt from the first "
            "page. The attempts before stay on record. Opening the activity never begins one by "
            "itself."
        ),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "How many attempts a learner has in all, where they may start again. Empty: any "
            "number. When the last one is over, the module can be looked at, and nothing is "
            "recorded any more."
        ),
    )
    counted_attempt = models.CharField(
        _("which attempt counts"),
        max_length=7,
        choices=[
            (Counting.BEST, _("The best one")),
            (Counting.LAST, _("The last one")),
            (Counting.FIRST, _("The first one")),
            (Counting.AVERAGE, _("The average of all")),
        ],
        default=Counting.LAST,
        help_text=_(
            "For the grade in the learning platform and for the class page. An attempt that has no "
            "result yet takes nothing away from those that have one."
        ),
    )
    resumes_completed = models.BooleanField(
        _("go on after completion"),
        default=False,
        help_text=_(
            "Usually a completed module is only looked at when it is opened again. Some packages "
            "say “completed” when the last page was seen and give a score only later: switch this "
            "on for them. Learners then go on as long as the package was left to be resumed."
        ),
    )
    completion_rule = models.CharField(
        _("completed when"),
        max_length=8,
        choices=[
            (CompletionRule.REPORTED, _("The package says so")),
            (CompletionRule.SEEN, _("Every part was opened")),
            (CompletionRule.PASSED, _("The package says “passed”")),
            (CompletionRule.SCORE, _("The score is reached")),
        ],
        default=CompletionRule.REPORTED,
        help_text=_(
            "For packages that never say that they are completed. What the package says of passed "
            "and failed stays as it is. A change is applied to the attempts that there are, too."
        ),
    )
    completion_percent = models.PositiveSmallIntegerField(
        _("score to reach, in percent"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Only for “The score is reached”: 0 to 100."),
    )

    class Meta:
        abstract = True

    # What decides over results that there are already.
    JUDGING = ("counted_attempt", "completion_rule", "completion_percent")

    @property
    def attempt_policy(self) -> AttemptPolicy:
        return AttemptPolicy(NewAttempts(self.new_attempts), self.max_attempts)

    def clean(self) -> None:
        """Raises ValidationError where a score is asked for and not named."""
        super().clean()
        if self.completion_rule == CompletionRule.SCORE and self.completion_percent is None:
            raise ValidationError({"completion_percent": _("Say which score is to be reached.")})
