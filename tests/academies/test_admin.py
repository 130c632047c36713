"""Academies, staff and learners in the staff pages: each sees their own, and no more."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy, Learner, StaffUser
from tests import cast
from tests.academies.staff import Role, ada, anton, aud, make_staff, olga, oscar, signed_in

pytestmark = pytest.mark.django_db
MODELS = ["academies_academy", "academies_staffuser", "academies_learner"]


@pytest.fixture
def southmere(northvale: Academy) -> Academy:
    return cast.make_academy("southmere")


def list_page(client: Client, model: str, query: str = "") -> str:
    return client.get(reverse(f"admin:{model}_changelist") + query).content.decode()


def test_signing_in_with_name_and_password(northvale: Academy) -> None:
    user = olga()
    user.set_password("a password of Olga's")
    user.save()
    client = Client()
    start = client.get(reverse("admin:index"), follow=True)
    assert "Sign in" in start.content.decode()
    answer = client.post(
        start.request["PATH_INFO"],
        {"login": "olga", "password": "a password of Olga's", "next": reverse("admin:index")},
        follow=True,
    )
    assert "What needs you" in answer.content.decode()


def test_ada_sees_northvale_and_nothing_of_southmere(
    northvale: Academy, southmere: Academy
) -> None:
    lena, sami = (Learner.objects.create(academy=a) for a in (northvale, southmere))
    anton_ = anton(southmere)
    client = signed_in(ada(northvale))

    assert "Southmere" not in list_page(client, "academies_academy")
    assert "anton" not in list_page(client, "academies_staffuser")
    learners = list_page(client, "academies_learner")
    assert str(lena.pseudonym)[:8] in learners
    assert str(sami.pseudonym)[:8] not in learners
    for model, row in zip(MODELS, (southmere, anton_, sami), strict=True):
        for page in ("change", "history", "delete"):
            answer = client.get(reverse(f"admin:{model}_{page}", args=[row.pk]))
            assert answer.status_code in (302, 403), (model, page)


def test_ada_only_looks(northvale: Academy) -> None:
    client = signed_in(ada(northvale))
    change = reverse("admin:academies_academy_change", args=[northvale.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Mine"}).status_code == 403
    assert client.get(reverse("admin:academies_academy_add")).status_code == 403


def test_oscar_sees_nothing(northvale: Academy) -> None:
    client = signed_in(oscar())
    for model in MODELS:
        assert "Northvale" not in list_page(client, model)
    assert client.get(
        reverse("admin:academies_academy_change", args=[northvale.pk])
    ).status_code in (302, 403)


@pytest.mark.parametrize("taken_away", ["is_active", "is_staff"])
def test_who_is_no_staff_comes_to_the_sign_in_page(northvale: Academy, taken_away: str) -> None:
    client = signed_in(make_staff("gone", Role.OWNER, None, **{taken_away: False}))
    answer = client.get(reverse("admin:academies_academy_changelist"))
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def test_an_auditor_reads_and_cannot_write(northvale: Academy) -> None:
    client = signed_in(aud())
    assert "Northvale" in list_page(client, "academies_academy")
    for model in MODELS:
        assert client.get(reverse(f"admin:{model}_add")).status_code == 403
    for page in ("change", "delete"):
        url = reverse(f"admin:academies_academy_{page}", args=[northvale.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403
    assert Academy.objects.filter(pk=northvale.pk).exists()


def test_nobody_types_a_status_in(northvale: Academy, southmere: Academy) -> None:
    """Not even the owner: the acts do it, with a reason and an entry in the audit log."""
    change = reverse("admin:academies_academy_change", args=[southmere.pk])
    wanted = {"name": "Renamed", "slug": "southmere", "country": "XS", "language": "en"}
    inline = {"agreements-TOTAL_FORMS": "0", "agreements-INITIAL_FORMS": "0"}
    answer = signed_in(olga()).post(
        change, {**wanted, **inline, "status": "suspended", "agreement_version": "mine"}
    )
    assert answer.status_code == 302
    southmere.refresh_from_db()
    assert southmere.name == "Renamed"
    assert (southmere.status, southmere.agreement_version) == ("approved", "2026-1")
    nora = make_staff("nora", Role.NATIONAL_APPROVER, country="XS")
    assert signed_in(nora).post(change, {"status": "suspended"}).status_code == 403


def test_the_owner_engages_ada(northvale: Academy) -> None:
    answer = signed_in(olga()).post(
        reverse("admin:academies_staffuser_add"),
        {
            "username": "ada",
            "usable_password": "true",
            "password1": "a long enough secret",
            "password2": "a long enough secret",
            "is_staff": "on",
            "is_superuser": "on",
            "role": Role.ACADEMY_ADMINISTRATOR,
            "academy": northvale.pk,
        },
    )
    assert answer.status_code == 302
    user = StaffUser.objects.get(username="ada")
    assert (user.role, user.academy) == (Role.ACADEMY_ADMINISTRATOR, northvale)
    assert not user.is_superuser, "the form has no such field"


def test_an_owner_cannot_become_a_superuser_through_ones_password(northvale: Academy) -> None:
    root = make_staff("root", Role.OWNER, is_superuser=True)
    client = signed_in(olga())
    secrets = {"password1": "taken over by me", "password2": "taken over by me"}
    url = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(url, secrets).status_code == 403
    delete = reverse("admin:academies_staffuser_delete", args=[root.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_a_name_is_shown_and_found_only_where_it_is_kept(
    northvale: Academy, southmere: Academy
) -> None:
    Academy.objects.filter(pk=southmere.pk).update(keeps_names=True)
    Learner.objects.create(academy=northvale, display_name="Lena Lund")
    Learner.objects.create(academy=southmere, display_name="Sami Sole")
    client = signed_in(olga())

    everybody = list_page(client, "academies_learner")
    assert "Sami Sole" in everybody
    assert "Lena Lund" not in everybody
    assert "1 result" in list_page(client, "academies_learner", "?q=Sami")
    assert "0 results" in list_page(client, "academies_learner", "?q=Lena")


def test_a_learner_is_found_by_the_beginning_of_the_pseudonym(northvale: Academy) -> None:
    lena, leo = (Learner.objects.create(academy=northvale) for _ in range(2))
    found = list_page(signed_in(olga()), "academies_learner", f"?q={str(lena.pseudonym)[:8]}")
    assert str(lena.pseudonym)[:8] in found
    assert str(leo.pseudonym)[:8] not in found.split("results")[-1]


def test_lists_do_not_ask_the_database_row_by_row(
    northvale: Academy, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(olga())
    for _ in range(10):
        Learner.objects.create(academy=northvale)
    for number in range(10):
        make_staff(f"staff{number}", Role.ACADEMY_ADMINISTRATOR, northvale)
    list_page(client, "academies_academy")  # the first page of a session may write the session
    # Session, user, count twice, rows; learners also the academies of the filter.
    for model, queries in (
        ("academies_academy", 6),
        ("academies_staffuser", 5),
        ("academies_learner", 6),
    ):
        with django_assert_num_queries(queries):
            list_page(client, model)
