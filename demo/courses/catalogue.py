"""Catalogue data of the sample courses, invented like the courses, for filling a demo."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CatalogueModule:
    """One module as it is listed to trainers.

    ``package`` is the name of the zip that ``demo.courses.build`` writes; ``minutes`` the usual
    learning time; ``mastery_score`` in per cent, as the content applies it.
    """

    title: str
    package: str
    standard: str
    minutes: int
    mastery_score: int


@dataclass(frozen=True, slots=True)
class CatalogueCourse:
    """One course as it is listed to trainers; ``language`` is a BCP 47 tag."""

    slug: str
    title: str
    description: str
    subject: str
    language: str
    level: str
    minutes: int
    keywords: tuple[str, ...]
    module: CatalogueModule


DISCLAIMER: Final = "Invented sample course. No real agency's material, no endorsement."

COURSES: Final = (
    CatalogueCourse(
        slug="first-responder-scene",
        title="First responder at a digital scene",
        description=(
            "How the first officer at a scene recognises, protects, isolates, packs and hands "
            f"over digital devices without losing evidence. {DISCLAIMER}"
        ),
        subject="Digital evidence",
        language="en",
        level="Foundation",
        minutes=45,
        keywords=("digital evidence", "first responder", "chain of custody"),
        module=CatalogueModule(
            title="First responder at a digital scene",
            package="first-responder-scene.zip",
            standard="SCORM 1.2",
            minutes=45,
            mastery_score=70,
        ),
    ),
    CatalogueCourse(
        slug="victim-first-contact",
        title="First contact with a victim of online fraud",
        description=(
            "How to receive a person who has just been defrauded online: stop the loss, keep the "
            "evidence, write down what identifies the offender, and care for the person in front "
            f"of you. {DISCLAIMER}"
        ),
        subject="Online fraud",
        language="en",
        level="Foundation",
        minutes=30,
        keywords=("online fraud", "victim care", "cryptocurrency"),
        module=CatalogueModule(
            title="First contact with a victim of online fraud",
            package="victim-first-contact.zip",
            standard="SCORM 1.2",
            minutes=30,
            mastery_score=70,
        ),
    ),
    CatalogueCourse(
        slug="messages-and-accounts",
        title="Messages and cloud accounts at the scene",
        description=(
            "How the first officer at a scene keeps messages that would vanish, finds the accounts "
            f"behind a device, and stops others from reaching in. {DISCLAIMER}"
        ),
        subject="Digital evidence",
        language="en",
        level="Foundation",
        minutes=30,
        keywords=("digital evidence", "messengers", "cloud accounts", "preservation"),
        module=CatalogueModule(
            title="Messages and cloud accounts at the scene",
            package="messages-and-accounts.zip",
            standard="cmi5",
            minutes=30,
            mastery_score=80,
        ),
    ),
)
