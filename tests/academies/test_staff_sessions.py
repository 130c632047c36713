"""Where Olga is signed in, and how that ends; what an owner may do about others."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from academies.models import AuditEntry, StaffUser
from academies.staff.sessions import device, rounded
from tests.academies.staff import Role
from tests.config.signing_in import PASSWORD, give_password, person, sees_start, with_app

pytestmark = pytest.mark.django_db
SESSIONS = "/staff/sessions/"


@pytest.fixture(autouse=True)
def no_limits() -> None:
    cache.clear()


def two_browsers(name: str) -> tuple[Client, Client]:
    """The person at two desks."""
    here, there = Client(), Client(REMOTE_ADDR="203.0.113.77")
    for client in (here, there):
        give_password(client, name)
    return here, there


def test_olga_ends_one_session_and_it_is_out_at_the_next_click() -> None:
    person("olga")
    here, there = two_browsers("olga")
    assert sees_start(there)
    page = here.get(SESSIONS).content.decode()
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    other = UserSession.objects.get(session_key=there.session.session_key)
    here.post(SESSIONS, {"session": str(other.pk)})
    assert not sees_start(there)
    assert sees_start(here)


def test_olga_signs_out_everywhere_else() -> None:
    person("olga")
    here, there = two_browsers("olga")
    here.post(SESSIONS, {"others": "1"})
    assert (sees_start(here), sees_start(there)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else_by_its_number() -> None:
    person("olga")
    person("ada", Role.AUDITOR)
    olga, ada = Client(), Client()
    give_password(olga, "olga")
    give_password(ada, "ada")
    hers = UserSession.objects.get(user__username="olga")
    ada.post(SESSIONS, {"session": str(hers.pk)})
    assert sees_start(olga)


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "١"])
def test_a_number_that_is_none_ends_nothing(number: str) -> None:
    person("olga")
    here, there = two_browsers("olga")
    assert here.post(SESSIONS, {"session": number}).status_code == 302
    assert sees_start(there)


def press(owner: Client, user: StaffUser, button: str) -> None:
    """Send the person's form as it stands, by one of the extra buttons."""
    form = {
        "username": user.username,
        "email": user.email,
        "role": user.role,
        "is_active": "on",
        "is_staff": "on",
        f"academies_staffuser_{button}": "1",
    }
    answer = owner.post(f"/admin/academies/staffuser/{user.pk}/change/", form)
    assert answer.status_code == 302, answer.content.decode()


def test_an_owner_ends_the_sessions_of_another() -> None:
    person("olga")
    ada = person("ada", Role.AUDITOR)
    olga, hers = Client(), Client()
    give_password(olga, "olga")
    give_password(hers, "ada")
    press(olga, ada, "end_all_sessions")
    assert not sees_start(hers)
    assert sees_start(olga)
    assert AuditEntry.objects.filter(action="staffuser.sessions_ended").count() == 1


def test_an_owner_takes_a_lost_second_factor_away() -> None:
    person("olga")
    ada = with_app("ada", Role.AUDITOR)
    olga = Client()
    give_password(olga, "olga")
    press(olga, ada, "take_second_factor_away")
    assert not Authenticator.objects.exists()
    assert give_password(Client(), "ada").headers["Location"] == "/admin/"


def test_the_menu_of_the_staff_pages_leads_to_one_s_own() -> None:
    person("olga")
    client = Client()
    give_password(client, "olga")
    start = client.get("/admin/").content.decode()
    assert SESSIONS in start
    assert "/staff/second-factor/" in start.split(SESSIONS)[0][-2000:]


def test_an_operator_helps_the_only_owner() -> None:
    with_app("olga")
    call_command("reset_second_factor", "olga")
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="no member of staff called 'nobody'"):
        call_command("reset_second_factor", "nobody")


def test_nobody_but_an_owner_has_the_buttons() -> None:
    olga = person("olga")
    person("aud", Role.AUDITOR)
    aud = Client()
    give_password(aud, "aud")
    path = f"/admin/academies/staffuser/{olga.pk}/change/"
    assert "End all sessions" not in aud.get(path).content.decode()
    assert aud.post(path, {"academies_staffuser_end_all_sessions": "1"}).status_code == 403


def test_a_new_password_ends_the_other_sessions() -> None:
    person("olga")
    here, there = two_browsers("olga")
    new = "eight blue lanterns"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/staff/password/", form).status_code == 302
    assert (sees_start(here), sees_start(there)) == (True, False)


@pytest.mark.parametrize(
    "weak", ["eleven-char", "q1w2e3r4t5y6", "826491573082", "olga@service.example"]
)
def test_a_weak_password_is_refused(weak: str) -> None:
    person("olga")
    client = Client()
    give_password(client, "olga")
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert client.post("/staff/password/", form).status_code == 200
    assert StaffUser.objects.get(username="olga").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18 Safari/604.1", "Safari on iPhone"),
        ("curl/8", "A browser"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)
def test_devices_have_plain_names(agent: str, shown: str) -> None:
    assert device(agent) == shown


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("?", "")],
)
def test_addresses_are_rounded(address: str, network: str) -> None:
    assert rounded(address) == network
