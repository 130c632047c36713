"""Olga and others at the sign-in pages, as a browser without scripts would be."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client

from academies.models import StaffUser
from tests.academies.staff import make_staff

SIGN_IN, SECOND, START = "/staff/sign-in/", "/staff/second-factor/authenticate/", "/admin/"
SET_UP = "/staff/second-factor/"
PASSWORD = "seven green lamps"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person(username: str, role: str = StaffUser.Role.OWNER, **values: Any) -> StaffUser:
    user = make_staff(username, role, email=f"{username}@service.example", **values)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(username: str, role: str = StaffUser.Role.OWNER) -> StaffUser:
    """Somebody who has set an authenticator app up, some time ago."""
    user = person(username, role)
    TOTP.activate(user, SECRET)
    return user


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def secret_of(user: StaffUser) -> str:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return str(decrypt(row.data["secret"]))


def give_password(client: Client, name: str, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": name, "password": password})


def signed_in_with_app(name: str) -> Client:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    give_password(client, name)
    answer = client.post(SECOND, {"code": code_of()})
    assert answer.status_code == 302, answer.content.decode()
    return client


def sees_start(client: Client) -> bool:
    """Whether the staff admin's first page opens."""
    return bool(client.get(START).status_code == 200)
