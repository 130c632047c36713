"""Calls to a platform's services with an access token: grades, results, class lists."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from academies.outbound import http
from lti_provider import access_tokens
from lti_provider.models import Platform
from lti_provider.paging import next_page
from lti_provider.verdicts import Kind, NotSent, Verdict


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. is_last: False on the page at which reading stopped short of the end."""

    answer: http.Answer
    is_last: bool


class ServiceCalls:
    """The services of one platform, for one piece of work.

    No request begins when `seconds` are over, so that the work ends before its lease does.
    """

    def __init__(self, platform: Platform, seconds: float) -> None:
        self.platform = platform
        self._ends = time.monotonic() + seconds

    def send(
        self,
        method: str,
        url: str,
        scope: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        largest: int = http.LARGEST_ANSWER,
    ) -> http.Answer:
        """Send with a token of `scope`; a token that is not accepted is replaced once.

        Raises NotSent where no answer came.
        """
        scopes = frozenset({scope})
        try:
            token = self._token(scopes)
            answer = _send(method, url, headers, body, token, largest)
            if answer.status == 401:
                access_tokens.forget(self.platform, scopes, token)
                token = self._token(scopes)
                answer = _send(method, url, headers, body, token, largest)
        except http.AddressRefused as refused:
            raise NotSent(unusable_address(refused)) from refused
        except http.HttpFailed as failed:
            raise NotSent(
                Verdict(Kind.LATER, f"No answer from the platform: {failed}.", no_answer=True)
            ) from failed
        except access_tokens.TokenRefused as refused:
            raise NotSent(_no_token(refused)) from refused
        return answer

    def pages(
        self, url: str, scope: str, media_type: str, most: int, largest: int = http.LARGEST_ANSWER
    ) -> Iterator[Page]:
        """GET the list at `url` page by page: at most `most`, and none twice. Raises NotSent.

        Never asks for pages itself (`limit`): see paging.next_page.
        """
        check_address(url)
        seen: set[str] = set()
        address: str | None = url
        while address is not None:
            seen.add(address)
            answer = self.send("GET", address, scope, {"Accept": media_type}, largest=largest)
            address = next_page(answer.headers.get("link", ""), address)
            yield Page(answer, is_last=address is None)
            if len(seen) >= most or address in seen:
                return

    def _token(self, scopes: frozenset[str]) -> access_tokens.AccessToken:
        if time.monotonic() > self._ends:
            raise NotSent(Verdict(Kind.LATER, "The platform is too slow at the moment."))
        return access_tokens.obtain(self.platform, scopes)


def check_address(url: str) -> str:
    """`url`, if a request may go there. Raises NotSent."""
    try:
        http.check_address(url)
    except http.AddressRefused as refused:
        raise NotSent(unusable_address(refused)) from refused
    return url


def unusable_address(refused: http.AddressRefused) -> Verdict:
    """The verdict on an address that no request may go to."""
    why = f"The platform gave an address that cannot be used: {refused}."
    return Verdict(Kind.GIVEN_UP, why)


def _send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    token: access_tokens.AccessToken,
    largest: int,
) -> http.Answer:
    return http.send(method, url, headers=headers, body=body, bearer=token.value, largest=largest)


def _no_token(refused: access_tokens.TokenRefused) -> Verdict:
    return Verdict(
        Kind.LATER,
        refused.why,
        refused.status,
        refused.retry_after,
        no_answer=isinstance(refused.__cause__, http.NoAnswer),
    )
