"""Who may do what, and how far each sees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from academies.models import Academy, Learner, StaffUser
from academies.permissions import (
    ACTS,
    ALL,
    NONE,
    READ,
    Act,
    academies_in_reach,
    acts_as_owner,
    may,
    require,
    rights,
    within_reach,
)
from courses.models import Course, ImportJob
from tests import cast
from tests.academies.staff import Role, ada, aud, make_staff, olga, oscar

pytestmark = pytest.mark.django_db


@pytest.fixture
def southmere(northvale: Academy) -> Academy:
    return cast.make_academy("southmere")


def test_the_owner_may_do_everything_and_sees_everybody(southmere: Academy) -> None:
    owner = olga()
    assert rights(owner, "courses.edition") == ALL
    assert academies_in_reach(owner).count() == 2


def test_a_superuser_acts_as_an_owner_whatever_the_role(southmere: Academy) -> None:
    root = make_staff("root", Role.AUDITOR, southmere, is_superuser=True)
    assert acts_as_owner(root)
    assert rights(root, "courses.edition") == ALL
    assert academies_in_reach(root).count() == 2


def test_an_administrator_reads_the_own_academy_only(
    northvale: Academy, southmere: Academy
) -> None:
    lena = Learner.objects.create(academy=northvale)
    Learner.objects.create(academy=southmere)
    user = ada(northvale)
    assert rights(user, "academies.learner") == READ
    assert rights(user, "courses.importjob") == NONE
    assert list(academies_in_reach(user)) == [northvale]
    assert list(within_reach(user, Learner.objects.all(), "academy")) == [lena]


def test_an_administrator_sees_a_course_once_and_only_if_entitled(
    northvale: Academy, southmere: Academy
) -> None:
    ours, theirs, both = (cast.make_module(title) for title in ("Ours", "Theirs", "Both"))
    for academy, module in (
        (northvale, ours),
        (southmere, theirs),
        (northvale, both),
        (southmere, both),
    ):
        cast.make_entitlement(academy, module)
    courses = within_reach(ada(northvale), Course.objects.all(), "entitlements__academy")
    assert list(courses.order_by("pk")) == [ours.course, both.course]


def test_an_auditor_reads_everything_and_changes_nothing(southmere: Academy) -> None:
    user = aud()
    assert rights(user, "courses.importjob") == READ
    assert academies_in_reach(user).count() == 2
    ImportJob.objects.create()
    assert within_reach(user, ImportJob.objects.all(), None).count() == 1


def test_an_auditor_of_one_academy_stays_in_it(northvale: Academy, southmere: Academy) -> None:
    user = make_staff("one", Role.AUDITOR, southmere)
    assert list(academies_in_reach(user)) == [southmere]
    ImportJob.objects.create()
    assert not within_reach(user, ImportJob.objects.all(), None).exists()


def test_a_national_approver_decides_on_academies_of_the_country(
    northvale: Academy, southmere: Academy
) -> None:
    user = make_staff("nora", Role.NATIONAL_APPROVER, country="XS")
    assert list(academies_in_reach(user)) == [southmere]
    assert rights(user, "academies.academy") == READ, "decides by acts, not by a form"
    assert may(user, Act.DECIDE, southmere)
    assert may(user, Act.CLOSE, southmere)
    assert not may(user, Act.CLOSE, northvale)
    assert not may(user, Act.DECIDE, country="XN")
    assert rights(user, "academies.learner") == NONE


def test_a_national_approver_of_no_country_sees_nothing(northvale: Academy) -> None:
    user = make_staff("nobody", Role.NATIONAL_APPROVER)
    assert not academies_in_reach(user).exists()


def test_oscar_without_an_academy_sees_nothing(northvale: Academy) -> None:
    Learner.objects.create(academy=northvale)
    user = oscar()
    assert not academies_in_reach(user).exists()
    assert not within_reach(user, Learner.objects.all(), "academy").exists()


@pytest.mark.parametrize("taken_away", ["is_active", "is_staff"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_who_is_not_at_work_may_do_nothing(
    northvale: Academy, taken_away: str, is_superuser: bool
) -> None:
    user = make_staff("gone", Role.OWNER, None, is_superuser=is_superuser, **{taken_away: False})
    assert rights(user, "academies.academy") == NONE
    assert not academies_in_reach(user).exists()
    assert not acts_as_owner(user)


def test_a_stranger_and_a_role_nobody_knows_may_do_nothing(northvale: Academy) -> None:
    assert rights(AnonymousUser(), "academies.academy") == NONE
    assert not academies_in_reach(AnonymousUser()).exists()
    odd = make_staff("odd", "gardener", northvale)
    assert rights(odd, "academies.academy") == NONE
    assert not within_reach(odd, StaffUser.objects.all(), "academy").exists()


def test_an_academy_s_administrator_decides_on_nothing(northvale: Academy) -> None:
    user = ada(northvale)
    for act in (Act.INVITE, Act.PUBLISH, Act.DECIDE, Act.CLOSE, Act.OPEN_COURSES, Act.ERASE):
        assert not may(user, act, northvale), act
        with pytest.raises(PermissionDenied):
            require(user, act, northvale)


def test_only_a_data_protection_officer_erases_and_only_within_reach(
    northvale: Academy, southmere: Academy
) -> None:
    officer = make_staff("dora", Role.DATA_PROTECTION_OFFICER, northvale)
    assert may(officer, Act.ERASE, northvale)
    assert not may(officer, Act.ERASE, southmere)
    assert not may(olga(), Act.ERASE, northvale)
    assert not may(make_staff("root", Role.OWNER, is_superuser=True), Act.ERASE, northvale)
    assert not may(AnonymousUser(), Act.ERASE, northvale)


def test_every_act_names_who_may_do_it() -> None:
    assert set(ACTS) == set(Act)
    assert all(roles <= set(Role) for roles in ACTS.values())
