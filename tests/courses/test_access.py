"""Olga opens courses to an academy, and withdraws them, each with an entry in the audit log."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from academies.models import Academy, AuditEntry
from courses import closures
from courses.models import Closure, Course, Edition, Entitlement, Programme, ProgrammeMembership
from courses.selectors import open_courses
from courses.services import access
from tests import cast
from tests.academies.staff import ada, aud, olga, oscar, signed_in
from tests.academies.vetting import TODAY, dora, nora

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db: None) -> Course:
    return cast.make_module().course


@pytest.fixture
def programme(course: Course) -> Programme:
    made = Programme.objects.create(slug="joint", name="Joint project")
    made.courses.add(course)
    return made


def open_today(academy: Academy) -> list[Course]:
    return list(open_courses(academy.pk, TODAY))


def test_a_course_is_opened_and_withdrawn(northvale: Academy, course: Course) -> None:
    owner = olga()
    (row,) = access.open_courses(owner, northvale, [course], [], starts_on=TODAY)
    assert open_today(northvale) == [course]
    access.withdraw(owner, row, "Not for this academy.")
    assert open_today(northvale) == []
    assert Entitlement.objects.count() == 1, "one sees what was open until when"
    given, withdrawn = AuditEntry.objects.order_by("pk")
    assert (given.action, given.academy) == ("entitlement.given", northvale)
    assert (withdrawn.action, withdrawn.reason) == (
        "entitlement.withdrawn",
        "Not for this academy.",
    )
    assert withdrawn.before["expires_on"] is None
    assert withdrawn.after["expires_on"] == (TODAY - dt.timedelta(days=1)).isoformat()


def test_what_was_withdrawn_is_given_again(northvale: Academy, course: Course) -> None:
    owner = olga()
    (row,) = access.open_courses(owner, northvale, [course], [], starts_on=TODAY)
    access.withdraw(owner, row, "By mistake.")
    access.open_courses(owner, northvale, [course], [], starts_on=TODAY)
    assert open_today(northvale) == [course]
    assert Entitlement.objects.count() == 1


def test_a_programme_opens_its_courses(northvale: Academy, programme: Programme) -> None:
    owner = olga()
    (row,) = access.open_courses(owner, northvale, [], [programme], starts_on=TODAY)
    assert len(open_today(northvale)) == 1
    access.withdraw(owner, row, "The project is over.")
    assert open_today(northvale) == []
    assert ProgrammeMembership.objects.get() == row


def test_only_the_owner_opens_and_withdraws(northvale: Academy, course: Course) -> None:
    row = Entitlement.objects.create(academy=northvale, course=course)
    for actor in (ada(northvale), nora("XN"), aud(), dora(), oscar()):
        with pytest.raises(PermissionDenied):
            access.open_courses(actor, northvale, [course], [], starts_on=TODAY)
        with pytest.raises(PermissionDenied):
            access.withdraw(actor, row, "mine")
    assert open_today(northvale) == [course]
    assert not AuditEntry.objects.exists()


def test_the_pages_do_both(northvale: Academy, course: Course, programme: Programme) -> None:
    client = signed_in(olga())
    form = {"academy": northvale.pk, "courses": [course.pk], "programmes": [programme.pk]}
    url = reverse("admin:courses_entitlement_changelist") + "open/"
    nothing = client.post(url, {"academy": northvale.pk, "starts_on": TODAY.isoformat()})
    assert "Choose a programme or a course." in nothing.content.decode()
    assert client.post(url, {**form, "starts_on": TODAY.isoformat()}).status_code == 302
    for row in (Entitlement.objects.get(), ProgrammeMembership.objects.get()):
        name = f"admin:courses_{row._meta.model_name}_change"
        page = reverse(name, args=[row.pk]).removesuffix("change/") + "withdraw/"
        assert client.post(page, {"reason": "Over."}).status_code == 302
    assert open_today(northvale) == []


def test_days_are_not_typed_over(northvale: Academy, edition: Edition) -> None:
    """An entitlement has no form: what is opened or withdrawn has a reason, or a page that says."""
    row = Entitlement.objects.get()
    url = reverse("admin:courses_entitlement_change", args=[row.pk])
    assert signed_in(olga()).post(url, {"expires_on": "2030-01-01"}).status_code == 403


def test_a_closure_is_one_row_however_often_it_is_closed(db: None) -> None:
    closures.close("platform:1")
    closures.close("platform:1")
    assert Closure.objects.count() == 1
    closures.reopen("platform:1")
    closures.reopen("platform:1")
    assert not Closure.objects.exists()


def test_a_closure_to_come_closes_by_itself_and_may_be_put_off(northvale: Academy) -> None:
    def closed(source: str = "staff:1:a") -> bool:
        return Academy.objects.filter(closures.is_closed(source)).exists()

    now = timezone.now()
    soon, past = now + dt.timedelta(minutes=5), now - dt.timedelta(seconds=1)
    closures.close_later("staff:1:a", soon)
    assert not closed()
    closures.put_off("staff:1:", soon + dt.timedelta(hours=1))
    assert Closure.objects.get().open_until == soon + dt.timedelta(hours=1)
    Closure.objects.update(open_until=past)
    assert closed()
    closures.put_off("staff:1:", soon)
    assert closed(), "what is closed stays closed"


def test_all_of_a_persons_closures_to_come_close_at_once_and_are_forgotten(
    northvale: Academy,
) -> None:
    soon = timezone.now() + dt.timedelta(minutes=5)
    for source in ("staff:1:a", "staff:1:b", "staff:12:a"):
        closures.close_later(source, soon)
    closures.close("platform:1")
    closures.close_all("staff:1:")
    assert sorted(Closure.objects.filter(open_until=None).values_list("source", flat=True)) == [
        "platform:1",
        "staff:1:a",
        "staff:1:b",
    ]

    assert closures.forget_closed("staff:", timezone.now() + dt.timedelta(seconds=1)) == 2
    assert set(Closure.objects.values_list("source", flat=True)) == {"platform:1", "staff:12:a"}
