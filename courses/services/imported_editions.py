"""Make an edition of what an importer read, in a module that exists or in a new course."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from courses.importers import Imported
from courses.models import Course, Edition, ImportJob, Module
from courses.services.editions import release
from courses.titles import LONGEST_TITLE, read_titles, write_titles

LONGEST_SLUG = 50
LONGEST_LANGUAGE = 35
LONGEST_KEYWORDS = 500


def add_edition(job: ImportJob, imported: Imported) -> tuple[Edition, list[dict[str, Any]]]:
    """The new edition, and what to warn of. Runs inside the caller's transaction.

    The edition is the next of `job.module`, else the first of a new course with one module. It is
    a draft unless `job.release`.
    """
    title = _title(imported.title) or _title(job.original_name) or "Untitled"
    module = job.module or _new_module(job, imported, title)
    # The row of the module is what two imports into it queue for, so that each gets its number.
    module = Module.objects.select_for_update().get(pk=module.pk)
    _take_titles(module, title, imported.other_titles)
    warnings = _same_content_before(module, imported.content_digest)
    latest = module.editions.aggregate(latest=Max("number"))["latest"] or 0
    edition = Edition.objects.create(
        module=module,
        number=latest + 1,
        standard=imported.standard,
        title=title,
        language=_language(imported),
        content_digest=imported.content_digest,
    )
    imported.save(edition)
    if job.release:
        release(edition)
    return edition, warnings


def _new_module(job: ImportJob, imported: Imported, title: str) -> Module:
    course = Course(
        title=job.course_title or title,
        description=_plain(imported.description).strip(),
        language=_language(imported),
        keywords=_keywords(imported.other_titles.values()),
    )
    _save_under_free_slug(course)
    return Module.objects.create(course=course, title=title, description=course.description)


def _take_titles(module: Module, title: str, others: Mapping[str, str]) -> None:
    """What the package is called in other languages; what the owner wrote stays.

    Of a module that the owner has given another name, the package's titles would say something
    else.
    """
    if module.title != title:
        return
    cleaned = {tag: _title(other) for tag, other in others.items()}
    lines = write_titles({**cleaned, **read_titles(module.other_titles)})
    if lines != module.other_titles:
        module.other_titles = lines
        module.save(update_fields=["other_titles"])


def _keywords(titles: Iterable[str]) -> str:
    """So that trainers find the course by what it is called in their language."""
    keywords = ""
    for title in dict.fromkeys(_title(title.replace(",", " ")) for title in titles):
        longer = f"{keywords}, {title}" if keywords else title
        if len(longer) > LONGEST_KEYWORDS:
            break
        keywords = longer
    return keywords


def _save_under_free_slug(course: Course) -> None:
    """The title as a slug, with a number behind it when another course has that one."""
    wanted = slugify(course.title)[: LONGEST_SLUG - 6].strip("-") or "course"
    taken = set(Course.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    for number in itertools.count(1):
        course.slug = wanted if number == 1 else f"{wanted}-{number}"
        if course.slug in taken:
            continue
        try:
            with transaction.atomic():
                course.save(force_insert=True)
        except IntegrityError:
            continue  # another import took it a moment ago: try the next
        return


def _same_content_before(module: Module, digest: str) -> list[dict[str, Any]]:
    before = module.editions.filter(content_digest=digest).order_by("-number").first()
    if before is None:
        return []
    message = f"Edition {before.number} of this module has exactly the same content."
    return [{"code": "same-content", "message": message}]


def _language(imported: Imported) -> str:
    return _one_line(imported.language)[:LONGEST_LANGUAGE].strip() or "en"


def _title(text: str) -> str:
    """One line of plain text, cut to what a title can hold."""
    return _one_line(text)[:LONGEST_TITLE]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Without what no database keeps (NUL, lone surrogates) and no page shows: category C.

    Line ends stay.
    """
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
