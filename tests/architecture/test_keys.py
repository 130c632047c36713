"""No private key, and no secret of Django, ever reaches the repository."""

import subprocess

import pytest

from tests.architecture.source import PROJECT, relative, tracked_files

KEY_MARK = "-----BEGIN " + "PRIVATE KEY-----"
RSA_MARK = "-----BEGIN RSA " + "PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    [
        "keys/secret_key",
        "keys/lti-current.pem",
        "keys/lti-2026.pem",
        "keys/deeper/other.key",
        "var/tool.sqlite3",
        "var/demo/owner-password",
    ],
)
def test_git_ignores_what_is_secret(name: str) -> None:
    asked = subprocess.run(["git", "check-ignore", "-q", name], cwd=PROJECT, check=False)
    assert asked.returncode == 0, f"{name} is not in .gitignore"


def test_the_keys_folder_holds_a_readme_and_nothing_else() -> None:
    inside = [relative(f) for f in tracked_files() if relative(f).startswith("keys/")]
    assert inside == ["keys/README.md"]


def test_no_file_contains_a_private_key() -> None:
    marks = [KEY_MARK.encode(), RSA_MARK.encode()]
    assert [
        relative(f) for f in tracked_files() if any(mark in f.read_bytes() for mark in marks)
    ] == []
