"""Which addresses are called: a stranger cannot have us call what only we can reach."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from academies.outbound import addresses, http
from academies.outbound.addresses import AddressNotAllowed, check_literal, resolve
from tests.lti_provider.small_server import Reply, serving

Resolver = Callable[..., list[Any]]
PUBLIC = "93.184.215.14"


def answering(*found: str) -> Resolver:
    """A resolver that has these addresses for every name."""

    def resolver(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [
            (
                socket.AF_INET6 if ":" in ip else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (ip, port),
            )
            for ip in found
        ]

    return resolver


@pytest.fixture(autouse=True)
def real_service(settings: Settings) -> None:
    settings.ALLOW_INSECURE_PLATFORMS = False
    settings.ALLOW_PRIVATE_PLATFORMS = []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "ff02::1",
    ],
)
def test_an_address_inside_is_not_called(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AddressNotAllowed):
        check_literal(host)
    monkeypatch.setattr(socket, "getaddrinfo", answering(host))
    with pytest.raises(AddressNotAllowed):
        resolve("lms.northvale.example", 443)


@pytest.mark.parametrize(
    "host", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]
)
def test_a_public_address_is_called(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check_literal(host)
    monkeypatch.setattr(socket, "getaddrinfo", answering(host))
    assert resolve("lms.northvale.example", 443) == [host]


def test_one_address_inside_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(PUBLIC, "10.0.0.7"))
    with pytest.raises(AddressNotAllowed):
        resolve("lms.northvale.example", 443)


def test_an_academys_own_network_can_be_allowed(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_PLATFORMS = [ip_network("10.20.0.0/16"), ip_network("fd12:3456::/32")]

    check_literal("10.20.3.4")
    check_literal("::ffff:10.20.3.4")
    check_literal("fd12:3456::1")
    for host in ("10.21.0.1", "127.0.0.1", "fd12:9999::1"):
        with pytest.raises(AddressNotAllowed, match="ALLOW_PRIVATE_PLATFORMS"):
            check_literal(host)


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "fd00:ec2::254", "fe80::1", "100.100.100.200", "0.0.0.0"]
)
def test_no_setting_opens_the_metadata_services(host: str, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_PLATFORMS = [ip_network("0.0.0.0/0"), ip_network("::/0")]
    with pytest.raises(AddressNotAllowed):
        check_literal(host)


def test_names_of_this_machine_are_for_demonstrations(settings: Settings) -> None:
    assert addresses.is_loopback_name("Academy.LOCALHOST.")
    assert not addresses.is_loopback_name("localhost.northvale.example")
    with pytest.raises(AddressNotAllowed):
        resolve("localhost", 80)

    settings.ALLOW_INSECURE_PLATFORMS = True
    assert resolve("academy.localhost", 80) == ["127.0.0.1"]
    settings.ALLOW_PRIVATE_PLATFORMS = [ip_network("::1/128")]
    assert resolve("::1", 80) == ["::1"]
    with pytest.raises(AddressNotAllowed):
        resolve("127.0.0.1", 80)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost"])
def test_odd_spellings_of_loopback_are_seen_when_we_connect(host: str) -> None:
    """The resolver takes them for addresses, a parser of addresses does not."""
    with serving(lambda _request: Reply(parts=(b"{}",))) as server:
        port = server.url.rpartition(":")[2]
        with pytest.raises(http.AddressRefused):
            http.send("GET", f"https://{host}:{port}/", headers={})
        assert server.received == []


def test_a_name_that_resolves_to_us_is_not_called(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Harmless by its looks; what counts is where the connection would go."""
    settings.ALLOW_INSECURE_PLATFORMS = True  # plain http, so that the server below could answer
    monkeypatch.setattr(socket, "getaddrinfo", answering("127.0.0.1"))
    with serving(lambda _request: Reply(parts=(b"{}",))) as server:
        port = server.url.rpartition(":")[2]
        with pytest.raises(http.AddressRefused, match="not allowed"):
            http.send("GET", f"http://lms.northvale.example:{port}/", headers={})
        assert server.received == []


def test_a_name_is_resolved_once_and_that_address_is_called(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: allowed at the first look, something else at the second. There is no second."""
    settings.ALLOW_INSECURE_PLATFORMS = True
    settings.ALLOW_PRIVATE_PLATFORMS = [ip_network("127.0.0.0/8")]
    asked = []

    def rebinding(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host == "127.0.0.1":  # urllib3 opens the socket to the pinned address
            return list(answering("127.0.0.1")(host, port))
        asked.append(host)
        return list(answering("127.0.0.1" if len(asked) == 1 else "10.0.0.1")(host, port))

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with serving(lambda _request: Reply(parts=(b"{}",))) as server:
        port = server.url.rpartition(":")[2]
        assert http.fetch_json(f"http://lms.northvale.example:{port}/") == {}
        assert asked == ["lms.northvale.example"]
        assert server.received[0].headers["host"] == f"lms.northvale.example:{port}"


def test_a_name_that_nobody_knows_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(http.NoAnswer, match="could not be reached"):
        http.send("GET", "https://lms.northvale.example/", headers={})


@given(st.ip_addresses(v=4))
def test_ipv6_spelling_changes_nothing(address: IPv4Address) -> None:
    def allowed(host: str) -> bool:
        try:
            check_literal(host)
        except AddressNotAllowed:
            return False
        return True

    plain = allowed(str(address))
    assert allowed(f"::ffff:{address}") == plain
    assert allowed(f"64:ff9b::{address}") == plain
    assert not plain or address.is_global
