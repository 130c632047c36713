"""The catalogue as Northvale sees it."""

import datetime as dt
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy
from courses import catalogue
from courses.catalogue import Wanted
from courses.models import Course, Edition, Entitlement, Module, Programme, ProgrammeMembership
from tests import cast

TODAY = dt.datetime.now(dt.UTC).date()


def shelve(academy: Academy | None, title: str, minutes: int | None = 20, **course: str) -> Module:
    module = cast.make_module(title, duration_minutes=minutes)
    Course.objects.filter(pk=module.course_id).update(**course)
    cast.make_edition(module)
    if academy:
        cast.make_entitlement(academy, module)
    return module


@pytest.fixture
def shelf(northvale: Academy) -> list[Module]:
    return [
        shelve(
            northvale,
            "Phones at the scene",
            15,
            subject="Devices",
            audience="First responder",
            keywords="faraday, chain of custody",
        ),
        shelve(northvale, "Tracing coins", 30, subject="Money", level=Course.Level.ADVANCED),
        shelve(northvale, "Écoute des victimes", 61, subject="Victims", language="fr"),
        shelve(northvale, "Without a length", None, subject="Money"),
    ]


def titles(academy: Academy, **wanted: str) -> list[str]:
    return [m.title for m in catalogue.search(academy.pk, TODAY, Wanted(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"words": "SCENE phones"}, ["Phones at the scene"]),
        ({"words": "faraday"}, ["Phones at the scene"]),
        ({"words": "responder custody"}, ["Phones at the scene"]),
        ({"words": "écoute"}, ["Écoute des victimes"]),
        ({"words": "scene coins"}, []),
        ({"words": "%"}, []),
        ({"subject": "Money"}, ["Tracing coins", "Without a length"]),
        ({"subject": "Money", "level": "advanced"}, ["Tracing coins"]),
        ({"audience": "First responder"}, ["Phones at the scene"]),
        ({"language": "fr"}, ["Écoute des victimes"]),
        ({"duration": "15"}, ["Phones at the scene"]),
        ({"duration": "30"}, ["Tracing coins"]),
        ({"duration": "60"}, []),
        ({"duration": "longer"}, ["Écoute des victimes"]),
    ],
)
def test_words_and_filters_narrow_it(
    northvale: Academy, shelf: list[Module], wanted: dict[str, str], found: list[str]
) -> None:
    assert titles(northvale, **wanted) == found
    assert Wanted(**wanted).is_filtered == ("words" not in wanted)


def test_it_is_sorted_by_course_and_by_place_in_it(northvale: Academy) -> None:
    first = shelve(northvale, "Zebra")
    second = Module.objects.create(course=first.course, title="Antelope", position=1)
    cast.make_edition(second)
    shelve(northvale, "Aardvark")

    assert titles(northvale) == ["Aardvark", "Zebra", "Antelope"]


@pytest.mark.parametrize("status", [Edition.Status.DRAFT, Edition.Status.WITHDRAWN])
def test_a_module_needs_a_released_edition(northvale: Academy, status: str) -> None:
    module = shelve(northvale, "Not to be had")
    Edition.objects.update(status=status)
    assert titles(northvale) == []

    cast.make_edition(module, 2)
    assert titles(northvale) == ["Not to be had"]  # once, though it has two editions


def test_a_course_opens_by_entitlement_or_programme_on_the_day(northvale: Academy) -> None:
    module = shelve(northvale, "Own")
    shelve(None, "Nobody's")
    shared = shelve(None, "Shared")
    shelve(cast.make_academy("southmere"), "Southmere's")
    programme = Programme.objects.create(slug="joint", name="Joint")
    programme.courses.add(shared.course, module.course)
    ProgrammeMembership.objects.create(
        programme=programme, academy=northvale, starts_on=TODAY - dt.timedelta(days=1)
    )
    assert titles(northvale) == ["Own", "Shared"]

    ProgrammeMembership.objects.update(expires_on=TODAY - dt.timedelta(days=1))
    assert titles(northvale) == ["Own"]
    Entitlement.objects.update(starts_on=TODAY + dt.timedelta(days=1))
    assert titles(northvale) == []


def test_modules_are_found_by_their_ids_in_the_order_asked(
    northvale: Academy, shelf: list[Module], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    foreign = shelve(cast.make_academy("southmere"), "Southmere's")
    ids = [shelf[2].public_id, foreign.public_id, uuid.uuid4(), shelf[0].public_id]

    with django_assert_num_queries(1):
        found = catalogue.find_modules(northvale.pk, TODAY, [*ids, ids[0]])
        assert [m.course.subject for m in found] == ["Victims", "Devices"]
    assert catalogue.find_modules(northvale.pk, TODAY, []) == []


def test_only_what_occurs_can_be_filtered_by(northvale: Academy, shelf: list[Module]) -> None:
    shelve(cast.make_academy("southmere"), "Southmere's", subject="Secret", language="xx")

    offered = catalogue.choices(northvale.pk, TODAY)

    assert offered.subjects == ["Devices", "Money", "Victims"]
    assert offered.audiences == ["First responder"]
    assert offered.languages == ["en", "fr"]
    assert offered.levels == ["basic", "advanced"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_no_search_breaks_it_or_widens_it(
    northvale: Academy, shelf: list[Module], words: str
) -> None:
    found = titles(northvale, words=words)

    assert set(found) <= {module.title for module in shelf}
    assert words.split() or len(found) == len(shelf)
