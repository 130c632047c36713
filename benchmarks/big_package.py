"""Large invented packages: pages of text that deflate, pictures and films that do not."""

from __future__ import annotations

import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

# Of the files: one in five is a page, one in 250 a film, the others are pictures. A film has a
# hundredth of the package, a page 18 kB; pictures share what is left.
PAGES, FILMS = 5, 250
PAGE_WORDS = 3_000
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="invented" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>Invented</title>
<item identifier="i" identifierref="r"><title>Invented</title></item></organization></organizations>
<resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="page/0.html">
{files}
</resource></resources></manifest>
"""


@dataclass(frozen=True)
class PackageSize:
    """`files` includes the manifest; `total_bytes` is that of the zip, within a few percent."""

    name: str
    files: int
    total_bytes: int


def write_package(place: Path, size: PackageSize) -> Path:
    """Write the zip, the same at every call, with every file listed in its manifest."""
    rng = random.Random(size.files)
    words = [rng.randbytes(4).hex() for _ in range(2_000)]
    names = [_name(number) for number in range(size.files - 1)]
    films = sum(name.endswith(".mp4") for name in names)
    pages = sum(name.endswith(".html") for name in names)
    film_bytes = size.total_bytes // max(films, 1) // 5
    left = size.total_bytes - films * film_bytes - pages * PAGE_WORDS * 2
    picture_bytes = max(left // (len(names) - films - pages), 100)
    with zipfile.ZipFile(place, "w") as archive:
        for name in names:
            if name.endswith(".html"):
                text = " ".join(rng.choices(words, k=PAGE_WORDS))
                archive.writestr(name, text, zipfile.ZIP_DEFLATED)
            else:
                length = film_bytes if name.endswith(".mp4") else picture_bytes
                archive.writestr(name, rng.randbytes(length), zipfile.ZIP_STORED)
        listed = "\n".join(f'<file href="{name}"/>' for name in names)
        archive.writestr("imsmanifest.xml", MANIFEST.format(files=listed), zipfile.ZIP_DEFLATED)
    return place


def _name(number: int) -> str:
    if number % PAGES == 0:
        return f"page/{number}.html"
    if number % FILMS == 1:
        return f"film/{number}.mp4"
    return f"picture/{number % 40}/{number}.jpg"
