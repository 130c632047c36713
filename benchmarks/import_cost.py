"""`python -m benchmarks.import_cost`: the import of a package against plain `unzip` and sha256.

The import is `run_import`, all that the worker does with a job: check the zip, read the manifest,
unpack, hash, store, make the edition. `unzip` unpacks the same file into another folder and a
plain loop of hashlib's sha256 reads what it wrote. The two take turns. Memory is the most that the
importing process ever had resident, Django included, asked of the kernel (`ru_maxrss`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.big_package import PackageSize, write_package
from benchmarks.tables import Figure, against, show

FOLDER = Path(__file__).resolve().parent.parent
ROUNDS = 3
MIB = 1024 * 1024
GOAL = 1.5
MOST_RESIDENT = 200 * MIB
USUAL = PackageSize("200 MB, 5,000 files", files=5_000, total_bytes=200 * MIB)
LARGEST = PackageSize("1 GiB, 5,000 files", files=5_000, total_bytes=1010 * MIB)
MANY = PackageSize("19,000 files, all in the manifest", files=19_000, total_bytes=100 * MIB)


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__))
    parser.add_argument("--child", type=Path, metavar="ZIP", help=argparse.SUPPRESS)
    zip_file: Path | None = parser.parse_args().child
    if zip_file is not None:
        _import_here(zip_file)
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        figures = _times(Path(folder)) + _memory(Path(folder))
    show("An import against unzip and sha256", figures)


def _times(folder: Path) -> list[Figure]:
    package = write_package(folder / "usual.zip", USUAL)
    rounds = [(_plainly(package, folder), _imported(package, folder)) for _ in range(ROUNDS)]
    plain = [seconds for seconds, _ in rounds]
    real = [measured["seconds"] for _, measured in rounds]
    return [
        against(f"import, {USUAL.name}", real, plain, GOAL),
        _resident(USUAL, max(measured["resident"] for _, measured in rounds)),
    ]


def _memory(folder: Path) -> list[Figure]:
    figures = []
    for size in (LARGEST, MANY):
        package = write_package(folder / "large.zip", size)
        figures.append(_resident(size, _imported(package, folder)["resident"]))
        package.unlink()
    return figures


def _resident(size: PackageSize, resident: float) -> Figure:
    return Figure(
        f"resident memory, {size.name}",
        f"{resident / MIB:.0f} MiB",
        "",
        "",
        f"< {MOST_RESIDENT // MIB} MiB",
        resident < MOST_RESIDENT,
    )


def _plainly(package: Path, folder: Path) -> float:
    """Seconds of `unzip` and of the sha256 of every file that it wrote."""
    target = folder / "plain"
    os.sync()
    began = time.perf_counter()
    subprocess.run(["unzip", "-q", str(package), "-d", str(target)], check=True)
    for path in sorted(target.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")
    seconds = time.perf_counter() - began
    shutil.rmtree(target)
    return seconds


def _imported(package: Path, folder: Path) -> dict[str, float]:
    """Seconds and resident bytes of one import, in a process and a database of its own."""
    var = folder / "var"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'tool.sqlite3'}",
        "SECRET_KEY": "only-for-a-benchmark",
    }
    for name in ("PACKAGE_STORE", "MEDIA_ROOT"):
        env.pop(name, None)
    var.mkdir()
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=FOLDER, env=env, check=True)
    child = [sys.executable, "-m", "benchmarks.import_cost", "--child", str(package)]
    done = subprocess.run(child, cwd=FOLDER, env=env, check=True, capture_output=True)
    shutil.rmtree(var)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _import_here(package: Path) -> None:
    """The child: upload, import, and print what it took as the last line."""
    import resource

    import django

    django.setup()
    from django.core.files import File

    from courses.models import ImportJob
    from courses.services.imports import run_import

    job = ImportJob(original_name=package.name)
    with package.open("rb") as file:
        job.file.save(package.name, File(file), save=False)
    job.save()
    os.sync()  # what the upload left to be written is not the import's
    began = time.perf_counter()
    run_import(job)
    seconds = time.perf_counter() - began
    if job.state != ImportJob.State.DONE:
        raise SystemExit(f"The import was refused: {job.report}")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "resident": resident}))


if __name__ == "__main__":
    main()
