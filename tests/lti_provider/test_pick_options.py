"""How each module is linked is Tomas's choice, as far as his platform takes it."""

import pytest
from django.test import Client

from academies.models import Academy
from courses.models import Module
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from tests import cast
from tests.launching import known
from tests.picking import answer_in, choose, items_in, open_picker, shelve


@pytest.fixture
def scene(northvale: Academy) -> Module:
    return shelve(northvale, "Securing a phone")


@pytest.fixture
def token(
    client: Client, content_lms: PretendPlatform, content_platform: Platform, scene: Module
) -> str:
    del content_platform, scene
    return open_picker(client, content_lms, cast.TOMAS)[1]


def test_options_are_his_and_times_are_his_clocks(
    client: Client, content_platform: Platform, token: str, scene: Module
) -> None:
    one = str(scene.public_id)
    options = {
        "title": "Phones, group B",
        "graded": "on",
        "points": "12.5",
        "target": "window",
        "available_start": "2027-01-10T09:00",
        "submission_end": "2027-07-10T09:00",
    }
    named = {f"{one}-{name}": value for name, value in options.items()}

    page = choose(client, token, one=one, time_zone="Europe/Brussels", **named)

    (item,) = items_in(page, content_platform.issuer)
    assert item["title"] == item["lineItem"]["label"] == "Phones, group B"
    assert item["lineItem"]["scoreMaximum"] == 12.5
    assert item["window"] == {"targetName": f"module-{one}"}
    assert "iframe" not in item
    assert item["available"] == {"startDateTime": "2027-01-10T08:00:00+00:00"}
    assert item["submission"] == {"endDateTime": "2027-07-10T07:00:00+00:00"}


def test_not_graded_means_no_column(
    client: Client, content_lms: PretendPlatform, token: str, scene: Module
) -> None:
    one = str(scene.public_id)
    page = choose(client, token, one=one, **{f"{one}-title": "Only to read", f"{one}-points": "9"})

    content_lms.return_content(*answer_in(page), known(cast.TOMAS))

    assert "Only to read" not in content_lms.gradebook()[cast.LENA.sub]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", " ", "This field is required."),
        ("title", "x" * 256, "at most 255 characters"),
        ("points", "-1", "greater than or equal to"),
        ("points", "nan", "Enter a number."),
        ("points", "", "needs a number of points"),
        ("target", "top", "not one of the available choices"),
        ("available_start", "yesterday", "Enter a valid date/time."),
        ("available_end", "2026-01-01T00:00", "after the beginning"),
    ],
)
def test_options_that_cannot_be_are_marked_where_they_stand(
    client: Client, token: str, scene: Module, name: str, value: str, said: str
) -> None:
    one = str(scene.public_id)
    good = {"title": "T", "graded": "on", "points": "5", "available_start": "2026-02-01T00:00"}
    sent = {f"{one}-{key}": text for key, text in {**good, name: value}.items()}

    page = choose(client, token, one=one, time_zone="../../etc/passwd", **sent)

    text = page.content.decode()
    assert page.status_code == 422
    assert "Some options need your attention. They are marked below." in text
    assert said in text
    assert '<details class="options" open>' in text
    assert 'name="JWT"' not in text
