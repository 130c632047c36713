"""The texts of the agreement: published as a version, then unchangeable."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies import audit
from academies.models import AgreementText, StaffUser
from academies.permissions import Act, require
from academies.refusals import ActRefused


def publish(actor: StaffUser, version: str) -> int:
    """Publish every language of a version; how many. It is the current version from now on.

    Raises PermissionDenied, ActRefused when there is nothing to publish.
    """
    require(actor, Act.PUBLISH)
    now = timezone.now()
    with transaction.atomic():
        drafts = list(
            AgreementText.objects.select_for_update().filter(version=version, published_at=None)
        )
        if not drafts:
            raise ActRefused(_("Every text of this version is published already."))
        for draft in drafts:
            draft.published_at = now
            draft.save(update_fields=["published_at"])
            audit.record(
                actor,
                "agreement_text.published",
                draft,
                {"published_at": None},
                {"published_at": now, "version": version, "language": draft.language},
            )
    return len(drafts)


def current(language: str) -> AgreementText | None:
    """The text of the newest published version in `language`, or the closest there is.

    fr-BE, then fr, then English, then whatever the version has.
    """
    newest = AgreementText.objects.exclude(published_at=None).order_by("-published_at").first()
    if newest is None:
        return None
    texts = AgreementText.objects.exclude(published_at=None).filter(version=newest.version)
    by_language = {text.language.lower(): text for text in texts.order_by("-pk")}
    for wanted in (language.lower(), language.lower().split("-")[0], "en"):
        if wanted in by_language:
            return by_language[wanted]
    return newest
