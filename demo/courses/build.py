"""Builds the sample courses as packages: ``python -m demo.courses.build OUTDIR``.

A SCORM 1.2 package is made of exactly the files its manifest names (Content Aggregation Model,
2.3.2: the package interchange file). A cmi5.xml names only what is launched (cmi5 13.1.4), so a
cmi5 package is made of the files of the course and of what its pages refer to. A file is looked for
in the folder of the course, then, for ``shared/…``, in ``demo/courses``. The zip is deterministic:
sorted entries, a fixed timestamp and fixed permissions, so that the same sources always give the
same bytes.
"""

import argparse
import re
import sys
import zipfile
from pathlib import Path, PurePosixPath

from lxml import etree

SOURCES = Path(__file__).resolve().parent
SCORM_SLUGS = ("first-responder-scene", "victim-first-contact")
CMI5_SLUGS = ("messages-and-accounts",)
SLUGS = (*SCORM_SLUGS, *CMI5_SLUGS)
MANIFEST = "imsmanifest.xml"
IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
FIXED_TIME = (2024, 1, 1, 0, 0, 0)
"""Year, month, day, hour, minute, second of every entry."""
REGULAR_FILE = 0o100644 << 16


class CourseSourceError(Exception):
    """The sources of a course do not make a package; the message says which file and why."""


def package_files(slug: str) -> list[str]:
    """Return the package paths of a course, sorted, the manifest itself included.

    Raises CourseSourceError for an unknown slug or a path that leaves the package.
    """
    if slug not in SLUGS:
        raise CourseSourceError(f"There is no course {slug!r}; there are {', '.join(SLUGS)}.")
    return manifest_files(slug) if slug in SCORM_SLUGS else referred_files(slug)


def referred_files(slug: str) -> list[str]:
    """The files in the folder of a course, and the shared ones that its pages refer to."""
    own = [path for path in (SOURCES / slug).iterdir() if path.is_file()]
    pages = [path.read_text(encoding="utf-8") for path in own if path.suffix == ".html"]
    shared = {href for page in pages for href in re.findall(r'(?:src|href)="(shared/[^"]+)"', page)}
    return sorted({path.name for path in own} | shared)


def manifest_files(slug: str) -> list[str]:
    """What the manifest of a SCORM course names, and the manifest."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.parse(SOURCES / slug / MANIFEST, parser)
    hrefs = {str(element.get("href")) for element in tree.iter(f"{{{IMSCP}}}file")}
    for href in hrefs:
        path = PurePosixPath(href)
        if path.is_absolute() or ".." in path.parts:
            raise CourseSourceError(f"{slug}: the manifest names {href!r} outside the package.")
    return sorted(hrefs | {MANIFEST})


def source_of(slug: str, path: str) -> Path:
    """Return the source file behind a package path; raise CourseSourceError when there is none."""
    root = SOURCES if PurePosixPath(path).parts[0] == "shared" else SOURCES / slug
    source = root / path
    if not source.is_file():
        raise CourseSourceError(f"{slug}: the course names {path!r}, but {source} is missing.")
    return source


def build(slug: str, out: Path) -> Path:
    """Write ``<out>/<slug>.zip`` and return its path; ``out`` is made when it is missing."""
    contents = [(path, source_of(slug, path).read_bytes()) for path in package_files(slug)]
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{slug}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path, data in contents:
            entry = zipfile.ZipInfo(path, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = REGULAR_FILE
            package.writestr(entry, data)
    size = target.stat().st_size / 1024
    print(f"{slug}: {len(contents)} files, {size:.0f} KiB, {target}")
    return target


def build_all(out: Path) -> list[Path]:
    """Build every course into ``out`` and return the paths of the packages."""
    return [build(slug, out) for slug in SLUGS]


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo.courses.build", description=__doc__)
    parser.add_argument("outdir", type=Path, help="folder for the packages")
    chosen = parser.parse_args(arguments)
    try:
        build_all(chosen.outdir)
    except CourseSourceError as error:
        print(f"Not built. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
