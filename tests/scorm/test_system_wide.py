"""What Lena learns in one module counts in another that shares its objectives and its notes."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academies.models import Learner
from academies.services.erasure import erase
from courses.models import Attempt
from lti_provider.services.stored_data import stored_about
from scorm.models import SystemWide
from tests import cast
from tests.academies.vetting import dora
from tests.scorm.playing2004 import FORWARDS, Browser2004, item, store_2004, three

NOTES = '<adlcp:data><adlcp:map targetID="notes"/></adlcp:data>'
ALONE = 'adlseq:objectivesGlobalToSystem="false" adlcp:sharedDataGlobalToSystem="false"'
Opens = Callable[..., Browser2004]


@pytest.fixture
def opens(lena: Learner) -> Opens:
    """Opens a module of its own with the same shared names; `learner` instead of Lena."""

    def browser(
        title: str, *, learner: Learner = lena, shares: str = "", data: str = NOTES
    ) -> Browser2004:
        module = cast.make_module(title=title)
        cast.make_entitlement(learner.academy, module)
        edition = cast.make_edition(module)
        store_2004(edition, three(data=data), shares=shares)
        offering = cast.make_offering(learner.academy, module)
        return Browser2004(cast.make_attempt(learner, edition, offering))

    return browser


def learns(browser: Browser2004) -> None:
    """Passes the entry test, and leaves a note."""
    browser.go("open")
    browser.send(success_status="passed", adl__data__0__store="a fox")


def finds(browser: Browser2004) -> tuple[str, str]:
    """The note that is there at the beginning, and the part that follows a failed entry test."""
    note = browser.go("open")["launch"]["cmi"].get("adl.data.0.store", "")
    return note, browser.go("continue")["launch"]["sco"]


def test_another_module_knows_what_she_knows(opens: Opens) -> None:
    learns(opens("Phones"))
    assert finds(opens("Computers")) == ("a fox", "quiz")


def test_what_it_changes_is_found_by_the_first_one(opens: Opens) -> None:
    phones, computers = opens("Phones"), opens("Computers")
    learns(phones)
    computers.go("open")
    computers.send(adl__data__0__store="a hen", success_status="failed")
    assert phones.go("open", current="")["launch"]["cmi"]["adl.data.0.store"] == "a hen"
    assert phones.go("continue")["launch"]["sco"] == "lesson"
    assert SystemWide.objects.count() == 2


def test_a_new_attempt_begins_with_it(opens: Opens) -> None:
    phones = opens("Phones")
    learns(phones)
    first = Attempt.objects.get()
    second = cast.make_attempt(first.learner, first.edition, first.offering, number=2)
    assert finds(Browser2004(second)) == ("a fox", "quiz")


def test_a_module_that_shares_nothing_keeps_it_and_finds_nothing(opens: Opens) -> None:
    learns(opens("Phones", shares=ALONE))
    assert not SystemWide.objects.exists()
    learns(opens("Computers"))
    assert finds(opens("Tablets", shares=ALONE)) == ("", "lesson")


def test_a_note_kept_apart_is_not_overwritten_by_one_of_the_same_name(opens: Opens) -> None:
    # It is the name of an objective that both share, too.
    notes = NOTES.replace("notes", "knows-phones")
    learns(opens("Phones", data=notes))
    apart = opens("Computers", data=notes, shares='adlcp:sharedDataGlobalToSystem="false"')
    assert apart.go("open")["launch"]["cmi"].get("adl.data.0.store", "") == ""
    apart.send(adl__data__0__store="a hen")
    assert apart.go("open", current="")["launch"]["cmi"]["adl.data.0.store"] == "a hen"


def test_it_is_hers_alone(opens: Opens) -> None:
    learns(opens("Phones"))
    northvale = Learner.objects.get().academy
    other_platform = cast.make_platform(northvale, "https://other.example")
    leo = cast.make_platform_user(cast.LEO, other_platform).learner
    southmere = cast.make_academy("southmere")
    sami = cast.make_platform_user(cast.SAMI, cast.make_platform(southmere)).learner
    for number, learner in enumerate((leo, sami)):
        assert finds(opens(f"Computers {number}", learner=learner)) == ("", "lesson")


def test_a_preview_neither_finds_nor_leaves_anything(opens: Opens) -> None:
    learns(opens("Phones"))
    preview = opens("Computers")
    Attempt.objects.filter(offering__module__title="Computers").update(kind=Attempt.Kind.PREVIEW)
    assert finds(preview) == ("", "lesson")
    preview.send(adl__data__0__store="a trainer's")
    assert [row.value for row in SystemWide.objects.filter(kind="data")] == ["a fox"]


def test_it_is_shown_to_her_and_forgotten_with_her(opens: Opens, lena: Learner) -> None:
    learns(opens("Phones"))
    told = stored_about(lena.platform_users.get())["shared_between_modules"]
    assert {"kind": "data", "name": "notes", "value": "a fox"} in told
    erase(dora(), lena, "She asked for it.")
    assert not SystemWide.objects.exists()


def test_a_module_without_shared_names_asks_nothing_more(lena: Learner) -> None:
    module = cast.make_module()
    cast.make_entitlement(lena.academy, module)
    edition = cast.make_edition(module)
    items = item("entry") + item("quiz") + f"<imsss:sequencing>{FORWARDS}</imsss:sequencing>"
    store_2004(edition, items)
    offering = cast.make_offering(lena.academy, module)
    browser = Browser2004(cast.make_attempt(lena, edition, offering))
    with CaptureQueriesContext(connection) as queries:
        browser.go("open")
        browser.send(success_status="passed")
    assert [q["sql"] for q in queries if "systemwide" in q["sql"]] == []
