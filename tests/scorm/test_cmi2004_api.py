"""A communication session, call by call (RTE 3.1)."""

from scorm.cmi2004.api import Api
from scorm.cmi2004.data import DataModel


def opened() -> tuple[Api, list[dict[str, str]]]:
    sent: list[dict[str, str]] = []
    return Api(DataModel({}), sent.append), sent


def test_the_way_it_should_go() -> None:
    api, sent = opened()
    assert api.initialize() == "true"
    assert api.set_value("cmi.location", "3") == "true"
    assert api.get_value("cmi.location") == "3"
    assert api.commit() == "true"
    assert api.set_value("cmi.exit", "suspend") == "true"
    assert api.terminate() == "true"
    assert sent == [{"cmi.location": "3"}, {"cmi.exit": "suspend"}]
    assert api.get_last_error() == "0"


def test_before_and_after_the_session_there_is_nothing() -> None:
    api, sent = opened()
    answers = [api.get_value("cmi.mode"), api.set_value("cmi.location", "1"), api.commit()]
    assert answers == ["", "false", "false"]
    assert api.last_error == 142
    assert (api.terminate(), api.last_error) == ("false", 112)
    api.initialize()
    assert (api.initialize(), api.last_error) == ("false", 103)
    api.terminate()
    assert (api.get_value("cmi.mode"), api.last_error) == ("", 123)
    assert (api.set_value("cmi.location", "1"), api.last_error) == ("false", 133)
    assert (api.commit(), api.last_error) == ("false", 143)
    assert (api.terminate(), api.last_error) == ("false", 113)
    assert (api.initialize(), api.last_error) == ("false", 104)
    assert sent == [{}]


def test_arguments_must_be_empty() -> None:
    api, _ = opened()
    assert (api.initialize("x"), api.last_error) == ("false", 201)
    api.initialize()
    assert (api.commit("x"), api.last_error) == ("false", 201)
    assert (api.terminate("x"), api.last_error) == ("false", 201)
    assert api.is_running


def test_errors_have_words_and_asking_for_them_changes_nothing() -> None:
    api, _ = opened()
    api.initialize()
    assert api.get_value("cmi.exit") == ""
    assert api.get_error_string("405") == "Data Model Element Is Write Only"
    assert api.get_diagnostic() == "Data Model Element Is Write Only"
    assert [api.get_error_string(code) for code in ("001", "9999", "x", "")] == ["", "", "", ""]
    assert api.get_last_error() == "405"
