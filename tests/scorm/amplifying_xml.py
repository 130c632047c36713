"""Small manifests that come to much: what is written once and referred to again and again."""

from __future__ import annotations

from collections.abc import Iterator

from tests.scorm.manifests import ITEM, NAMESPACES_12, NAMESPACES_2004, VERSION_2004, manifest_xml

RULE = (
    "<imsss:preConditionRule><imsss:ruleConditions><imsss:ruleCondition condition='always'/>"
    "</imsss:ruleConditions><imsss:ruleAction action='skip'/></imsss:preConditionRule>"
)
MANY_ATTRIBUTES = " ".join(f'a{number}=""' for number in range(490))


def items(count: int, wanted: str = "r1", within: str = "") -> str:
    return "".join(
        f'<item identifier="i{n}" identifierref="{wanted}"><title>x</title>{within}</item>'
        for n in range(count)
    )


def organizations(count: int, within: str) -> str:
    written = "".join(
        f'<organization identifier="o{n}"><title>T</title>{within}</organization>'
        for n in range(count)
    )
    return f'<organizations default="o0">{written}</organizations>'


def with_collection(sequencing: str, **values: str) -> str:
    """Each item may say that it has the sequencing "s"."""
    collection = (
        "<imsss:sequencingCollection><imsss:sequencing ID='s'>"
        f"{sequencing}</imsss:sequencing></imsss:sequencingCollection>"
    )
    return manifest_xml(
        metadata=VERSION_2004, namespaces=NAMESPACES_2004, extra=collection, **values
    )


SEQUENCED = '<imsss:sequencing IDRef="s"/>'


def refused() -> Iterator[tuple[str, str, str]]:
    """Name, code of the refusal, manifest."""
    rules = f"<imsss:sequencingRules>{RULE * 200}</imsss:sequencingRules>"
    yield (
        "rules for all items",
        "too-many-rules",
        with_collection(rules, items=items(300, within=SEQUENCED)),
    )
    primary = f'<imsss:primaryObjective objectiveID="{"x" * 4_000}"/>'
    long = f"<imsss:objectives>{primary}</imsss:objectives>"
    yield (
        "a long name for all items",
        "manifest-too-large",
        with_collection(long, items=items(4_000, within=SEQUENCED)),
    )
    one = f"<imsss:sequencingRules>{RULE * 600}</imsss:sequencingRules>"
    yield (
        "rules without end for one item",
        "too-many-rules",
        with_collection(one, items=items(1, within=SEQUENCED)),
    )
    resource = f'<resource identifier="r1" adlcp:scormtype="sco" href="index.html?{"ä" * 3_900}"/>'
    yield (
        "a long address for all items",
        "manifest-too-large",
        manifest_xml(items=items(4_000), resources=resource),
    )
    files = '<file href="a"/>' * 20_000
    based = manifest_xml(
        resources=f'<resource identifier="r1" xml:base="{"a/" * 1_900}">{files}</resource>'
    )
    yield "a long base for all files", "manifest-too-large", based
    attributes = items(1_000).replace("<item ", f"<item {MANY_ATTRIBUTES} ")
    yield "many attributes of many items", "manifest-too-large", manifest_xml(items=attributes)


def read() -> Iterator[tuple[str, str]]:
    """Name, manifest: these can be played, and cost no more than they say."""
    rules = f"<imsss:sequencingRules>{RULE * 200}</imsss:sequencingRules>"
    yield (
        "rules for many organizations",
        with_collection(rules, organizations=organizations(50, items(20, within=SEQUENCED))),
    )
    control = f"<imsss:controlMode {MANY_ATTRIBUTES}/>"
    yield "attributes for all items", with_collection(control, items=items(4_000, within=SEQUENCED))
    many = "".join(f"<imsss:sequencing ID='s{n}'/>" for n in range(10_000))
    yield (
        "a collection for many organizations",
        with_collection(
            "</imsss:sequencing>" + many + "<imsss:sequencing>",
            organizations=organizations(2_000, ITEM),
        ),
    )
    inner = manifest_xml(items=items(1_000)).replace('"m1"', '"m2"')
    outer = '<item identifier="q" identifierref="m2"><title>x</title></item>'
    yield (
        "an inner manifest for many organizations",
        manifest_xml(organizations=organizations(500, outer), extra=inner),
    )
    groups = f"<organizations>{'<organization/>' * 20_000}</organizations>"
    empty = f'<manifest identifier="m2">{groups}</manifest>'
    yield (
        "an inner manifest of many organizations",
        manifest_xml(items=ITEM.replace("i1", "z") + items(4_000, "m2"), extra=empty),
    )
    names = " ".join(f'xmlns:n{number}="u{number}"' for number in range(20_000))
    yield (
        "namespaces for all elements",
        manifest_xml(namespaces=f"{NAMESPACES_12} {names}", items=items(4_000)),
    )
    breach = f'<item identifier="q" identifierref="r1" {MANY_ATTRIBUTES}><title>x</title></item>'
    yield (
        "breaches of the schema",
        manifest_xml(items="".join(breach.replace('"q"', f'"q{n}"') for n in range(500))),
    )
