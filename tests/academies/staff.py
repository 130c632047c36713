"""The staff of the named cast: who signs in to administer, with which role. All invented."""

from typing import Any

from django.test import Client

from academies.models import Academy, StaffUser

Role = StaffUser.Role


def make_staff(
    username: str, role: str, academy: Academy | None = None, **values: Any
) -> StaffUser:
    """Somebody who may sign in; pass is_staff or is_active to take that away."""
    return StaffUser.objects.create_user(
        username, role=role, academy=academy, **{"is_staff": True, **values}
    )


def olga() -> StaffUser:
    """The owner."""
    return make_staff("olga", Role.OWNER)


def ada(northvale: Academy) -> StaffUser:
    """Ada Aas, administrator of Northvale."""
    return make_staff("ada", Role.ACADEMY_ADMINISTRATOR, northvale)


def anton(southmere: Academy) -> StaffUser:
    """Anton Sarr, administrator of Southmere."""
    return make_staff("anton", Role.ACADEMY_ADMINISTRATOR, southmere)


def aud() -> StaffUser:
    """An auditor of everything."""
    return make_staff("aud", Role.AUDITOR)


def oscar() -> StaffUser:
    """Oscar Out: an administrator of no academy, who must see nothing."""
    return make_staff("oscar", Role.ACADEMY_ADMINISTRATOR)


def signed_in(user: StaffUser) -> Client:
    client = Client()
    client.force_login(user)
    return client
