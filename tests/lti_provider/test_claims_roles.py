"""Who is a trainer: the nine teacher and student launches of a certification, and hostile ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.claims.reading import CLAIM
from lti_provider.claims.roles import Roles, read_roles

CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"


def read(*roles: str) -> Roles:
    return read_roles({CLAIM + "roles": list(roles)})


@pytest.mark.parametrize(
    "roles",
    [
        [f"{CONTEXT}#Instructor"],
        ["Instructor"],
        [f"{CONTEXT}#Instructor", f"{INSTITUTION}Student"],
        [f"{CONTEXT}/Instructor#TeachingAssistant"],
        [f"{CONTEXT}/Instructor#Grader", f"{CONTEXT}#Instructor"],
        [f"{CONTEXT}#Learner", f"{CONTEXT}#Instructor"],
        [f"{INSTITUTION}Faculty"],
        [f"{INSTITUTION}Instructor", f"{INSTITUTION}Staff"],
        [f"{INSTITUTION}Staff", f"{SYSTEM}User"],
        ["http://invented.example/roles#Coach", f"{CONTEXT}#Instructor"],
        ["Coach", f"{INSTITUTION}Faculty"],
    ],
)
def test_a_trainer(roles: list[str]) -> None:
    assert read(*roles).is_trainer


@pytest.mark.parametrize(
    "roles",
    [
        [],
        [f"{CONTEXT}#Learner"],
        ["Learner"],
        [f"{CONTEXT}#Learner", f"{INSTITUTION}Faculty", f"{SYSTEM}Administrator"],
        [f"{CONTEXT}/Learner#GuestLearner", f"{INSTITUTION}Instructor"],
        [f"{CONTEXT}/Learner#Instructor"],
        [f"{INSTITUTION}Student"],
        [f"{INSTITUTION}Administrator"],
        [f"{SYSTEM}Administrator"],
        [f"{SYSTEM}SysAdmin", f"{SYSTEM}Creator"],
        ["http://invented.example/membership#Instructor"],
        [f"{CONTEXT}Instructor", f"{CONTEXT}-of-mine#Instructor"],
        ["Faculty", "Coach"],
        ["x" * 256],
    ],
)
def test_no_trainer(roles: list[str]) -> None:
    assert not read(*roles).is_trainer


@pytest.mark.parametrize(
    ("role", "administers"),
    [
        (f"{INSTITUTION}Administrator", True),
        (f"{SYSTEM}Administrator", True),
        (f"{SYSTEM}SysAdmin", True),
        (f"{CONTEXT}#Administrator", True),
        ("Administrator", True),
        (f"{CONTEXT}#Instructor", False),
        (f"{INSTITUTION}Faculty", False),
        ("http://invented.example/person#Administrator", False),
    ],
)
def test_an_administrator(role: str, administers: bool) -> None:
    assert read(role, f"{CONTEXT}#Learner").is_administrator is administers


@given(
    roles=st.lists(st.text(max_size=80).map(lambda text: f"http://invented.example/{text}")),
    learner=st.sampled_from(["#Learner", "/Learner#GuestLearner"]),
)
def test_no_invented_role_outweighs_the_context_role_of_a_learner(
    roles: list[str], learner: str
) -> None:
    assert not read(*roles, f"{CONTEXT}{learner}", f"{INSTITUTION}Faculty").is_trainer
