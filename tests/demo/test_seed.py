"""What the demo knows from the start, and that starting it again takes nothing away."""

import datetime as dt
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from academies.models import Academy, StaffUser
from courses.models import Course, Edition, Entitlement, Module
from demo.lms.config_file import load_config
from demo.run.options import Options
from demo.seed import CLIENT_ID, import_package, seed
from lti_provider.models import Deployment, Platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def options(tmp_path: Path) -> Options:
    made = Options(var=tmp_path / "var")
    made.demo.mkdir(parents=True)
    return made


@pytest.fixture
def seeded(options: Options) -> Options:
    seed(options)
    return options


def test_both_academies_may_enter_and_are_entitled(seeded: Options) -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert all(academy.may_enter(today) for academy in Academy.objects.all())
    found = Entitlement.objects.valid_on(today).values_list("academy__slug", "course__slug")
    assert set(found) == {
        ("northvale", "first-responder-scene"),
        ("northvale", "victim-first-contact"),
        ("northvale", "messages-and-accounts"),
        ("southmere", "first-responder-scene"),
    }


def test_each_sample_course_has_one_released_edition(seeded: Options) -> None:
    assert Course.objects.count() == Module.objects.count() == 3
    for module in Module.objects.all():
        edition = module.editions.get()
        assert edition.status == Edition.Status.RELEASED
        assert edition.number == 1


def test_seeding_again_changes_nothing(seeded: Options) -> None:
    def everything() -> list[object]:
        models = (Academy, Course, Module, Edition, Entitlement, Platform, Deployment, StaffUser)
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    before, config = everything(), (seeded.demo / "lms.json").read_text("utf-8")
    seed(seeded)
    assert everything() == before
    assert (seeded.demo / "lms.json").read_text("utf-8") == config


def test_what_a_person_has_changed_stays(seeded: Options) -> None:
    Academy.objects.filter(slug="northvale").update(status=Academy.Status.SUSPENDED)
    Course.objects.filter(slug="victim-first-contact").update(title="Renamed")
    seed(seeded)
    assert Academy.objects.get(slug="northvale").status == Academy.Status.SUSPENDED
    assert Course.objects.filter(title="Renamed").count() == 1


def test_a_changed_sample_course_becomes_a_new_edition(seeded: Options) -> None:
    module = Module.objects.get(course__slug="victim-first-contact")
    package = seeded.demo / "packages" / "victim-first-contact.zip"
    change_page(package, "index.html")
    import_package(module, package)
    import_package(module, package)
    assert list(module.editions.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert module.editions.get(number=2).status == Edition.Status.RELEASED


def change_page(package: Path, name: str) -> None:
    """As if somebody had edited the source of the sample course."""
    with zipfile.ZipFile(package) as old:
        pages = {entry: old.read(entry) for entry in old.namelist()}
    pages[name] += b"<!-- edited -->"
    with zipfile.ZipFile(package, "w") as new:
        for entry, content in pages.items():
            new.writestr(entry, content)


def test_the_addresses_follow_the_ports(seeded: Options) -> None:
    seed(replace(seeded, port=8100, lms_port=8101))
    platform = Platform.objects.get(client_id=CLIENT_ID)
    assert platform.issuer == "http://academy.localhost:8101"
    assert platform.token_url.startswith("http://127.0.0.1:8101/")
    assert platform.deployments.count() == 1


def test_the_pretend_lms_reads_its_configuration(seeded: Options) -> None:
    config = load_config(seeded.demo / "lms.json")
    modules = {str(public_id) for public_id in Module.objects.values_list("public_id", flat=True)}
    assert {activity.custom["module"] for activity in config.activities} == modules
    assert {activity.resource_id for activity in config.activities} == modules
    assert {activity.container for activity in config.activities} == {"iframe", "window"}
    assert config.public_url == Platform.objects.get(client_id=CLIENT_ID).issuer
    assert config.tools[0].client_id == CLIENT_ID
    assert config.tools[0].jwks_url == "http://127.0.0.1:8000/lti/jwks/"


def test_the_owner_can_sign_in_with_the_password_in_the_file(seeded: Options) -> None:
    place = seeded.demo / "owner-password"
    owner = StaffUser.objects.get(username="owner")
    assert owner.check_password(place.read_text("utf-8").strip())
    assert owner.is_staff
    assert not owner.is_superuser
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_lost_password_is_replaced(seeded: Options) -> None:
    place = seeded.demo / "owner-password"
    old = place.read_text("utf-8").strip()
    place.unlink()
    seed(seeded)
    new = place.read_text("utf-8").strip()
    assert new != old
    assert StaffUser.objects.get(username="owner").check_password(new)


def test_the_configuration_holds_no_secret(seeded: Options) -> None:
    text = (seeded.demo / "lms.json").read_text("utf-8")
    assert (seeded.demo / "owner-password").read_text("utf-8").strip() not in text
    assert "control_secret" not in json.loads(text)
