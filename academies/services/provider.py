"""This service itself, where it stands in for an academy: its staff try out what learners get."""

import uuid

from django.utils import timezone

from academies.models import Academy, Learner, StaffUser

# A pseudonym for each member of staff, the same each time, without a table that says whose it is.
_STAFF = uuid.UUID("5f4a1c7e-9a2b-4d8e-8c53-7b1d6e0f2a94")
# ISO 3166-1 leaves ZZ to its users: no country.
_NOWHERE = "ZZ"


def provider() -> Academy:
    """The row that stands for this service: always open, in no list, in no report."""
    academy, _is_new = Academy.with_provider.get_or_create(
        is_provider=True,
        defaults={
            "slug": "_provider_",
            "name": "Previews of this service",
            "country": _NOWHERE,
            "status": Academy.Status.APPROVED,
            "agreement_starts_on": timezone.now().date(),
        },
    )
    return academy


def learner_of(staff: StaffUser) -> Learner:
    """Who a member of staff is where they try a module out as a learner."""
    learner, _is_new = Learner.objects.select_related("academy").get_or_create(
        pseudonym=uuid.uuid5(_STAFF, str(staff.pk)), defaults={"academy": provider()}
    )
    return learner
