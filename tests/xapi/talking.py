"""Two academies with credentials for the store, and what their systems say to it."""

import base64
import json
import uuid
from typing import Any

from django.test import Client

from academies.models import Academy
from tests import cast
from xapi import scopes
from xapi.auth import issue

Json = dict[str, Any]
EXPERIENCED = "http://adlnet.gov/expapi/verbs/experienced"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
PHONE = "https://courses.example/phone"


def account(person: cast.Person) -> Json:
    """The agent of somebody of the cast: an account in their own academy's LMS."""
    home = f"https://lms.{person.academy}.example"
    return {"objectType": "Agent", "account": {"homePage": home, "name": person.sub}}


def statement(person: cast.Person = cast.LENA, **values: Any) -> Json:
    """Somebody experienced the module about phones; `values` replace properties."""
    told = {
        "actor": account(person),
        "verb": {"id": EXPERIENCED, "display": {"en": "experienced"}},
        "object": {"objectType": "Activity", "id": PHONE},
    }
    return {**told, **values}


def about(statement_id: str, verb: str = EXPERIENCED, **values: Any) -> Json:
    target = {"objectType": "StatementRef", "id": statement_id}
    return statement(cast.TOMAS, verb={"id": verb}, object=target, **values)


def new_id() -> str:
    return str(uuid.uuid4())


class Speaker:
    """A system of an academy with a credential of its own."""

    def __init__(self, academy: Academy, *granted: str, version: str = "1.0.3") -> None:
        self.credential, self.secret = issue(academy, "Reports", granted or [scopes.ALL])
        self.version = version
        self.client = Client()

    @property
    def authorization(self) -> str:
        pair = f"{self.credential.key}:{self.secret}".encode()
        return "Basic " + base64.b64encode(pair).decode()

    def ask(
        self,
        method: str,
        resource: str,
        parameters: Json | None = None,
        body: Any = b"",
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        """Send a request; `body` is bytes, or becomes JSON. Headers: `if_match="..."`."""
        sent = {"Authorization": self.authorization, "X-Experience-API-Version": self.version}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method,
            f"/xapi/{resource}",
            data,
            content_type,
            query_params={
                name: json.dumps(value) if isinstance(value, dict) else value
                for name, value in (parameters or {}).items()
            },
            headers={**sent, **named},
        )

    def tell(self, *statements: Json) -> list[str]:
        """Store statements, which must succeed, and return their ids."""
        answer = self.ask("POST", "statements", body=list(statements))
        assert answer.status_code == 200, answer.content
        ids: list[str] = answer.json()
        return ids

    def found(self, **parameters: Any) -> list[str]:
        """The ids of the statements that match, in the order of the answer."""
        answer = self.ask("GET", "statements", parameters)
        assert answer.status_code == 200, answer.content
        return [each["id"] for each in answer.json()["statements"]]
