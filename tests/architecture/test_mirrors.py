"""The tests lie where one looks for them: tests/<room>/ mirrors the room."""

from tests.architecture.source import PROJECT, files, relative

# Tests of a whole, which mirror no single room.
OF_A_WHOLE = {
    "architecture",
    "browser",
    "certification",
    "conformance",
    "journeys",
    "production",
}


def test_every_folder_of_tests_mirrors_a_package() -> None:
    folders = {relative(f).split("/")[1] for f in files(".py", under="tests/")}
    packages = {name for name in folders if not name.endswith(".py")}
    assert {name for name in packages - OF_A_WHOLE if not (PROJECT / name).is_dir()} == set()


def test_every_folder_of_tests_is_a_package() -> None:
    """The strict types of `tests.*`, and two tests of one name, depend on it."""
    folders = {f.parent for f in files(".py", under="tests/") if f.name.startswith("test_")}
    assert {relative(f) for f in folders if not (f / "__init__.py").exists()} == set()


def test_no_test_module_is_named_so_that_pytest_passes_it_by() -> None:
    unseen = [
        relative(f)
        for f in files(".py", under="tests/")
        if not f.name.startswith("test_") and "\ndef test_" in f.read_text(encoding="utf-8")
    ]
    assert unseen == []
