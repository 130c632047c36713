"""A package as a zip file: every header is checked before a byte is unpacked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import BinaryIO

from courses.packages.content import Entry, chunks
from courses.packages.directory import Record, read_directory
from courses.packages.ending import find_ending
from courses.packages.kinds import KINDS, SCORM, Kind
from courses.packages.limits import Limits
from courses.packages.local_headers import Extent, read_local_headers
from courses.packages.names import check_conflicts, checked_path
from courses.packages.refusal import PackageRefused, PackageWarning, shown

APPLE_FOLDER = "__MACOSX"
APPLE_FILE = ".DS_Store"


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file whose headers are sound.

    ``files`` maps each path, as it will be stored, to its entry. ``manifest_path`` is the one of
    the kind's manifest ("imsmanifest.xml", or the same in another case). ``total_bytes`` is the
    size of all files unpacked. The content itself is checked while it is read.
    """

    file: BinaryIO
    files: dict[str, Entry]
    manifest_path: str
    total_bytes: int
    warnings: tuple[PackageWarning, ...]

    def read(self, path: str, max_bytes: int) -> bytes:
        """The whole content of one file.

        Raises KeyError when there is no such file, PackageRefused when it is larger than
        ``max_bytes`` or its content contradicts its headers.
        """
        entry = self.files[path]
        if entry.size > max_bytes:
            raise PackageRefused(
                "file-too-large",
                f"{shown(path)} has {entry.size:,} bytes.",
                f"At most {max_bytes:,} are read of such a file.",
                "Make it smaller and make the zip again.",
            )
        return b"".join(chunks(self.file, entry))


def inspect(file: BinaryIO, limits: Limits | None = None, kind: Kind = SCORM) -> Archive:
    """Check every header of a zip file; raises PackageRefused, writes nothing.

    ``file`` must be open for reading and seekable, and stay so while the archive is used. Without
    the manifest of ``kind`` the refusal has the code "manifest-missing".
    """
    limits = limits or Limits()
    archive_bytes = file.seek(0, os.SEEK_END)
    _check_archive_size(archive_bytes, limits)
    ending = find_ending(file, archive_bytes)
    records = read_directory(file, ending, limits)
    extents, unused = read_local_headers(file, records, ending.offset)
    _check_sizes(records, limits)
    files, warnings = _named(records, extents, limits)
    if unused:
        warnings.append(
            PackageWarning("unused-bytes", f"{unused:,} bytes of the zip belong to no file.")
        )
    prefix, manifest_path = _manifest_place(files, kind)
    below = _below(files, prefix)
    warnings += _place_warnings(prefix, len(files) - len(below), manifest_path, kind)
    return Archive(
        file=file,
        files=below,
        manifest_path=manifest_path,
        total_bytes=sum(entry.size for entry in below.values()),
        warnings=tuple(warnings),
    )


def _check_archive_size(archive_bytes: int, limits: Limits) -> None:
    if archive_bytes > limits.max_archive_bytes:
        raise PackageRefused(
            "archive-too-large",
            f"The zip file has {archive_bytes:,} bytes.",
            f"At most {limits.max_archive_bytes:,} are taken.",
            "Make pictures and videos smaller, or split the course.",
        )


def _check_sizes(records: list[Record], limits: Limits) -> None:
    """Declared sizes; that they are true is found out while unpacking."""
    smaller = "Make pictures and videos smaller, or split the course."
    for record in records:
        if record.size > limits.max_file_bytes:
            raise PackageRefused(
                "file-too-large",
                f"{shown(record.name)} has {record.size:,} bytes.",
                f"At most {limits.max_file_bytes:,} are taken for one file.",
                smaller,
            )
        _check_ratio(record.size, record.compressed_size, limits.max_file_ratio, record, limits)
    total = sum(record.size for record in records)
    if total > limits.max_total_bytes:
        raise PackageRefused(
            "package-too-large",
            f"The package unpacks to {total:,} bytes.",
            f"At most {limits.max_total_bytes:,} are taken.",
            smaller,
        )
    compressed = sum(record.compressed_size for record in records)
    _check_ratio(total, compressed, limits.max_total_ratio, None, limits)


def _check_ratio(
    size: int, compressed_size: int, ratio: int, record: Record | None, limits: Limits
) -> None:
    if size <= limits.ratio_free_bytes or size <= compressed_size * ratio:
        return
    subject = shown(record.name) if record else "The package"
    raise PackageRefused(
        "compression-ratio",
        f"{subject} unpacks to more than {ratio} times its size.",
        "Course material does not; a zip bomb does.",
        "Remove what is only filling, or store it uncompressed in the zip.",
    )


def _named(
    records: list[Record], extents: list[Extent], limits: Limits
) -> tuple[dict[str, Entry], list[PackageWarning]]:
    """Files by their path in the zip. What Apple's Finder adds is checked and left out."""
    paths: list[tuple[str, Record, Extent]] = []
    folders: list[str] = []
    for record, extent in zip(records, extents, strict=True):
        path, is_folder = checked_path(record, limits)
        if is_folder:
            folders.append(path)
        else:
            paths.append((path, record, extent))
    check_conflicts((path for path, _, _ in paths), folders)
    kept = {
        path: Entry(
            path, record.size, record.compressed_size, record.crc, record.method, extent.data
        )
        for path, record, extent in paths
        if not _is_apples(path)
    }
    backslashes = sum("\\" in record.name for record in records)
    return kept, _name_warnings(backslashes, len(paths) - len(kept))


def _name_warnings(backslashes: int, left_out: int) -> list[PackageWarning]:
    warnings = []
    if backslashes:
        message = f"{backslashes:,} names have “\\” between folders; read as “/”."
        warnings.append(PackageWarning("backslashes", message))
    if left_out:
        message = f"Left out: {_files(left_out)} that macOS added ({APPLE_FOLDER}, {APPLE_FILE})."
        warnings.append(PackageWarning("left-out", message))
    return warnings


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _is_apples(path: str) -> bool:
    segments = path.split("/")
    return APPLE_FOLDER in segments[:-1] or segments[-1] == APPLE_FILE


def _manifest_place(files: dict[str, Entry], kind: Kind) -> tuple[str, str]:
    """The folder of the manifest ("" or one ending in "/"), and the manifest's path below it.

    The manifest nearest to the top says what a package is: what lies deeper belongs to its content.
    """
    names = {known.manifest for known in KINDS}
    manifests = [path for path in files if _name(path).lower() in names]
    nearest = min((path.count("/") for path in manifests), default=0)
    found = [path for path in manifests if path.count("/") == nearest]
    ours = [path for path in found if _name(path).lower() == kind.manifest]
    if len({path.rpartition("/")[0] for path in found}) > 1 and ours:
        raise PackageRefused(
            "manifest-nested",
            f"Several folders have a manifest: {shown(found[0])} and {shown(found[1])}.",
            f"One package is one course; {kind.manifest} must lie at the top ({kind.rule}).",
            f"Open the folder with {kind.manifest}, select everything in it and zip that.",
        )
    if ours:
        name = _name(ours[0])
        return ours[0].removesuffix(name), name
    raise PackageRefused(
        "manifest-missing",
        f"There is no {kind.manifest} in the zip.",
        f"Without it nobody knows what to start: this is not a {kind.name} package.",
        f"Export the course as {kind.exports} and upload that zip.",
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _below(files: dict[str, Entry], prefix: str) -> dict[str, Entry]:
    """The files of the folder, sorted, by their path in it."""
    paths = sorted(path for path in files if path.startswith(prefix))
    return {
        path.removeprefix(prefix): _moved(files[path], path.removeprefix(prefix)) for path in paths
    }


def _place_warnings(
    prefix: str, outside: int, manifest_path: str, kind: Kind
) -> list[PackageWarning]:
    warnings = []
    if prefix:
        message = f"The package lies in the folder {shown(prefix)}; it is read from there."
        warnings.append(PackageWarning("top-folder", message))
    if outside:
        message = f"Left out: {_files(outside)} outside of that folder."
        warnings.append(PackageWarning("left-outside", message))
    if manifest_path != kind.manifest:
        message = f"The manifest is called {shown(manifest_path)}, not {kind.manifest}."
        warnings.append(PackageWarning("manifest-case", message))
    return warnings


def _moved(entry: Entry, path: str) -> Entry:
    return Entry(
        path, entry.size, entry.compressed_size, entry.crc, entry.method, entry.data_offset
    )
