"""An invented SCORM 2004 package for the benchmarks: five groups of four empty parts."""

from pathlib import Path
from zipfile import ZipFile

GROUPS, PARTS = 5, 4
_MANIFEST = """<manifest identifier="invented" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>Invented</title>{items}
<imsss:sequencing><imsss:controlMode flow="true"/></imsss:sequencing></organization></organizations>
<resources><resource identifier="r" type="webcontent" adlcp:scormType="sco" href="part.html">
<file href="part.html"/></resource></resources></manifest>"""
_GROUP = """<item identifier="group-{n}"><title>Group {n}</title>{items}
<imsss:sequencing><imsss:controlMode flow="true"/></imsss:sequencing></item>"""
_PART = """<item identifier="part-{n}-{m}" identifierref="r"><title>Part {m}</title>
<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="1.0"/></item>"""
_PAGE = "<!doctype html><html lang='en'><title>Invented</title><p>Nothing here is real."


def write_package(place: Path) -> Path:
    """The zip at `place`."""
    groups = []
    for n in range(GROUPS):
        parts = "".join(_PART.format(n=n, m=m) for m in range(PARTS))
        groups.append(_GROUP.format(n=n, items=parts))
    with ZipFile(place, "w") as package:
        package.writestr("imsmanifest.xml", _MANIFEST.format(items="".join(groups)))
        package.writestr("part.html", _PAGE)
    return place
