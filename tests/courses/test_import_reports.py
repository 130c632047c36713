"""The page of a finished import, for every kind of package."""

import pytest
from django.urls import reverse

from academies.models import Academy
from courses.models import ImportJob, Module
from courses.outcomes import CompletionRule
from courses.services.imports import run_import
from tests import cast
from tests.academies.staff import olga, signed_in
from tests.courses.packages import PAGE, job_with, package, package_2004, zipped
from tests.xapi.cmi5_courses import au, block, course_xml

pytestmark = pytest.mark.django_db


def report_of(content: bytes) -> str:
    """The words of the page, without line breaks."""
    job = job_with(content)
    run_import(job)
    assert job.state == ImportJob.State.DONE, job.report
    url = reverse("admin:courses_importjob_change", args=[job.pk])
    return " ".join(signed_in(olga()).get(url).content.decode().split())


def test_scorm_12_says_part_by_part_what_decides() -> None:
    page = report_of(package())
    assert "It has 2 SCOs" in page
    assert "The module is completed when every part is through" in page
    assert "<td>passed from a score of 70 on, else failed</td>" in page
    assert "<td><code>i1</code></td>" in page


def test_scorm_2004_says_it_of_the_tree() -> None:
    page = report_of(package_2004())
    assert "It has 1 SCO (a part" in page
    assert "The module is completed when every part that counts is completed." in page
    assert "<li>Learners choose parts in the contents.</li>" in page


def test_cmi5_shows_blocks_and_units_and_nothing_of_scos() -> None:
    xml = course_xml(
        block("scene", au("arrive")), au("report", moveOn="Passed", masteryScore="0.8")
    )
    page = report_of(zipped({"cmi5.xml": xml.encode(), "index.html": PAGE}))
    assert "It has 2 assignable units (AUs)." in page
    assert "SCO" not in page
    assert "Asset" not in page
    assert "<td>Block</td>" in page
    assert "<td>Passed</td> <td>0.8</td> <td>In the package</td>" in page
    assert "The module is completed when" in page


def test_a_rule_of_the_module_that_decides_instead_is_named() -> None:
    job = job_with(package())
    run_import(job)
    Module.objects.update(completion_rule=CompletionRule.SEEN)
    url = reverse("admin:courses_importjob_change", args=[job.pk])
    page = signed_in(olga()).get(url).content.decode()
    assert "which decides instead: Every part was opened." in page


def test_whoever_has_released_a_new_course_is_led_on_to_the_academies(northvale: Academy) -> None:
    job = job_with(package(), release=True)
    run_import(job)
    assert job.edition is not None
    client = signed_in(olga())
    url = reverse("admin:courses_importjob_change", args=[job.pk])
    to_open = reverse("admin:courses_entitlement_open_courses")
    assert to_open in client.get(url).content.decode()
    assert client.get(to_open).status_code == 200

    cast.make_entitlement(northvale, job.edition.module)
    assert to_open not in client.get(url).content.decode()
