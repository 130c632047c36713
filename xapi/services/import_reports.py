"""What an import reports: the structure that was found, and what decides completion.

The sentences are in English, as all reports of imports are.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from courses.store import StoredPackage
from xapi.cmi5.structure import AU, Block, CourseStructure, text_in
from xapi.tincan.structure import TinCanPackage

_BY_MOVE_ON = {
    "Passed": "passed",
    "Completed": "completed",
    "CompletedAndPassed": "both completed and passed",
    "CompletedOrPassed": "completed or passed",
}


def course_found(structure: CourseStructure, stored: StoredPackage) -> dict[str, Any]:
    """The report of a cmi5 course.

    `rows`: blocks and AUs in the order of the document, each with its depth from 0; mastery_score
    is a decimal from 0 to 1 as text, "" where absent. `decides`: sentences.
    """
    return {
        **_stored("cmi5", text_in(structure.title), structure.language, stored),
        "aus": len(structure.all_aus()),
        "blocks": len(structure.all_blocks()),
        "objectives": len(structure.objectives),
        "rows": list(_rows(structure.children, 0)),
        "decides": _what_decides(structure),
    }


def package_found(package: TinCanPackage, stored: StoredPackage) -> dict[str, Any]:
    """The report of a Tin Can package: its course, and how many activities it names besides."""
    course = package.course
    title = text_in(course.name)
    language = next((tag for tag in course.name if tag != "und"), "")
    return {
        **_stored("xAPI", title, language, stored),
        "activities": len(package.activities),
        "rows": [
            {"kind": "activity", "depth": 0, "id": each.id, "title": text_in(each.name) or each.id}
            | {"url": each.url, "elsewhere": not each.path}
            for each in package.launchable()
        ],
        "decides": [
            f"The module is completed when a statement about {course.id} says so.",
            "Its score is the one that such a statement carries.",
        ],
    }


def _stored(standard: str, title: str, language: str, stored: StoredPackage) -> dict[str, Any]:
    return {
        "standard": standard,
        "title": title,
        "language": language,
        "files": stored.file_count,
        "bytes": stored.total_bytes,
    }


def _rows(children: tuple[AU | Block, ...], depth: int) -> Iterator[dict[str, Any]]:
    for each in children:
        shown = {"id": each.id, "title": text_in(each.title) or each.id, "depth": depth}
        if isinstance(each, Block):
            yield {"kind": "block", **shown}
            yield from _rows(each.children, depth + 1)
        else:
            yield {
                "kind": "au",
                **shown,
                "move_on": each.move_on,
                "mastery_score": "" if each.mastery_score is None else f"{each.mastery_score:f}",
                "launch_method": each.launch_method,
                "url": each.url,
                "elsewhere": not each.in_package,
            }


def _what_decides(structure: CourseStructure) -> list[str]:
    """How the course is satisfied (13.1.4 moveOn), and what success and score come from."""
    aus = structure.all_aus()
    asked = Counter(au.move_on for au in aus)
    free = asked.pop("NotApplicable", 0)
    if not asked:
        return ["No AU has a moveOn: the module is completed as soon as a learner opens it."]
    parts = " and ".join(
        f"{count} of its AUs {'is' if count == 1 else 'are'} {_BY_MOVE_ON[word]}"
        for word, count in asked.items()
    )
    sentences = [f"The module is completed when {parts}."]
    if free:
        sentences.append(
            f"{free} of its AUs {'asks' if free == 1 else 'ask'} for nothing (NotApplicable)."
        )
    if any(word in asked for word in ("Passed", "CompletedAndPassed")):
        sentences.append("It is passed when every AU that is judged is passed, else failed.")
    sentences.append("Its score is the mean over the AUs that report one.")
    return sentences
