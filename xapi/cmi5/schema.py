"""Where which element and attribute may stand in a course structure (cmi5 13.2).

The content models of version 1 of CourseStructure.xsd, checked by hand so that a refusal can say
which element, in which line, and what to do. Values are checked where they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from courses.packages.manifests import refused_at
from courses.packages.refusal import shown

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_AS_THE_XSD = "The course structure has to follow CourseStructure.xsd (cmi5 13.2)."


@dataclass(frozen=True, slots=True)
class Particle:
    """One place in a sequence: an element of one of `names`, `least` to `most` times."""

    names: tuple[str, ...]
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class Model:
    """What an element of one type may hold.

    `types`: of the child elements, by name. `in_order`: xs:sequence, else xs:all. `extensible`:
    elements of other namespaces may follow, and attributes of others be added (xs:any, ##other).
    `text`: it holds text and no elements. `anything`: it is not looked into (xs:anyType).
    """

    particles: tuple[Particle, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    in_order: bool = True
    extensible: bool = True
    text: bool = False
    anything: bool = False


_TEXTS = (Particle(("title",)), Particle(("description",)))
_OBJECTIVES = Particle(("objectives",), least=0)
_TREE = Particle(("au", "block"), most=None)
_DESCRIBED = {"title": "text", "description": "text"}
MODELS: Final[Mapping[str, Model]] = {
    "courseStructure": Model(
        (Particle(("course",)), _OBJECTIVES, _TREE),
        {"course": "course", "objectives": "objectives", "au": "au", "block": "block"},
    ),
    "course": Model(_TEXTS, _DESCRIBED, required=("id",)),
    "block": Model(
        (*_TEXTS, _OBJECTIVES, _TREE),
        {**_DESCRIBED, "objectives": "references", "au": "au", "block": "block"},
        required=("id",),
    ),
    "au": Model(
        (
            *_TEXTS,
            _OBJECTIVES,
            Particle(("url",)),
            Particle(("launchParameters",), least=0),
            Particle(("entitlementKey",), least=0),
        ),
        {
            **_DESCRIBED,
            "objectives": "references",
            "url": "url",
            "launchParameters": "anything",
            "entitlementKey": "anything",
        },
        required=("id",),
        optional=("moveOn", "masteryScore", "launchMethod", "activityType"),
    ),
    "objectives": Model((Particle(("objective",), most=None),), {"objective": "objective"}),
    "objective": Model(_TEXTS, _DESCRIBED, required=("id",), in_order=False, extensible=False),
    "references": Model((Particle(("objective",), most=None),), {"objective": "reference"}),
    "reference": Model(optional=("idref",), extensible=False),
    "text": Model((Particle(("langstring",), most=None),), {"langstring": "langstring"}),
    "langstring": Model(optional=("lang",), text=True),
    "url": Model(extensible=False, text=True),
    "anything": Model(anything=True),
}


def check(root: etree._Element) -> None:
    """Raises ManifestRefused at the first element that stands where it may not."""
    name = etree.QName(root)
    if name.localname != "courseStructure":
        raise refused_at(
            root,
            "not-a-course-structure",
            f"The document is {shown(name.localname)}, not a course structure.",
            "A cmi5 course starts with <courseStructure> (cmi5 13.2).",
            "Upload the whole zip of the course, or its cmi5.xml.",
        )
    if name.namespace != NAMESPACE:
        raise refused_at(
            root,
            "wrong-namespace",
            f"The course structure is of the namespace {shown(name.namespace or '')}.",
            f"That of cmi5 is {NAMESPACE} (cmi5 13.2).",
            "Export the course again as cmi5 of the “Quartz” edition, the current one.",
        )
    _check(root, "courseStructure")


def own_children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children of cmi5's own namespace, with one of the names where some are given."""
    for child in element:
        name = etree.QName(child)
        if name.namespace == NAMESPACE and (not names or name.localname in names):
            yield child


def _check(element: etree._Element, kind: str) -> None:
    model = MODELS[kind]
    if model.anything:
        return
    _check_attributes(element, model)
    _check_text(element, model)
    _check_others(element, model)
    own = list(own_children(element))
    if model.in_order:
        _check_sequence(element, own, model)
    else:
        _check_all(element, own, model)
    for child in own:
        _check(child, model.types[etree.QName(child).localname])


def _check_attributes(element: etree._Element, model: Model) -> None:
    for key in element.attrib:
        name = etree.QName(str(key))
        if not name.namespace:
            known = name.localname in (*model.required, *model.optional)
        else:
            known = name.namespace == XSI or (model.extensible and name.namespace != NAMESPACE)
        if not known:
            raise refused_at(
                element,
                "unexpected-attribute",
                f"{_named(element)} has the attribute {shown(name.localname)}.",
                _AS_THE_XSD,
                "Remove the attribute, or give it a namespace of your own where that is allowed.",
            )
    for required in model.required:
        if element.get(required) is None:
            raise refused_at(
                element,
                "missing-attribute",
                f"{_named(element)} has no attribute “{required}”.",
                _AS_THE_XSD,
                f'Add {required}="…" to it.',
            )


def _check_text(element: etree._Element, model: Model) -> None:
    if model.text:
        return
    between = (element.text, *(child.tail for child in element))
    if any(part and part.strip() for part in between):
        raise refused_at(
            element,
            "unexpected-text",
            f"{_named(element)} holds text.",
            f"It may hold elements only. {_AS_THE_XSD}",
            "Put the text into the element that it belongs to, such as <langstring>.",
        )


def _check_others(element: etree._Element, model: Model) -> None:
    """Elements of others: where the schema lets them stand, which is at the end (13.1.5)."""
    behind = False
    for child in element:
        namespace = etree.QName(child).namespace
        if namespace == NAMESPACE:
            if behind:
                raise _unexpected(child, "It stands behind an element of another namespace.")
            continue
        behind = True
        if not namespace or model.text or not model.extensible:
            raise _unexpected(child, f"{_named(element)} may not hold it.")


def _check_sequence(element: etree._Element, own: list[etree._Element], model: Model) -> None:
    names = [etree.QName(child).localname for child in own]
    at = 0
    for particle in model.particles:
        count = 0
        while at < len(own) and names[at] in particle.names and particle.most != count:
            at, count = at + 1, count + 1
        if count < particle.least:
            raise _missing(own[at] if at < len(own) else element, element, particle)
    if at < len(own):
        raise _unexpected(own[at], f"In {_named(element)} it has no place there.")


def _check_all(element: etree._Element, own: list[etree._Element], model: Model) -> None:
    names = [etree.QName(child).localname for child in own]
    for particle in model.particles:
        if names.count(particle.names[0]) != 1:
            raise _missing(element, element, particle)
    if len(names) > len(model.particles):
        raise _unexpected(own[-1], f"In {_named(element)} it has no place there.")


def _missing(at: etree._Element, element: etree._Element, particle: Particle) -> Exception:
    wanted = " or ".join(f"<{name}>" for name in particle.names)
    return refused_at(
        at,
        "missing-element",
        f"{_named(element)} has no {wanted} where it belongs.",
        _AS_THE_XSD,
        f"Add {wanted}; mind the order of the elements.",
    )


def _unexpected(child: etree._Element, where: str) -> Exception:
    return refused_at(
        child,
        "unexpected-element",
        f"There is an element {_named(child)}. {where}",
        _AS_THE_XSD,
        "Move or remove it. Elements of your own need a namespace and stand at the end.",
    )


def _named(element: etree._Element) -> str:
    return f"<{etree.QName(element).localname[:80]}>"
