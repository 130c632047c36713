"""Which network addresses this tool connects to.

An academy names the addresses that we call: its platform's key set and services, its own record
store. Without a limit, whoever registers one could have us call what only we can reach: the
database beside us, an internal page, the cloud's metadata service with its credentials. So only
public addresses are called, and those private networks that `settings.ALLOW_PRIVATE_PLATFORMS`
names, since an academy may well run its LMS inside its own network.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address

# RFC 6052: where a network translates, this prefix carries an IPv4 address in its last 32 bits.
_NAT64 = ip_network("64:ff9b::/96")
# RFC 4291, 2.4: everything that is routed globally today lies here. Python's `is_global` lets
# several old ranges outside of it pass.
_GLOBAL_UNICAST = ip_network("2000::/3")
# Never, whatever the setting says: the metadata services of clouds, and what is no host at all.
_NEVER = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/3",
        "100.100.100.200/32",
        "::/128",
        "fe80::/10",
        "fd00:ec2::254/128",
        "ff00::/8",
    )
]


class AddressNotAllowed(Exception):
    """The host is, or resolves to, an address that we do not connect to. Its message names none."""


def check_literal(host: str) -> None:
    """Raise AddressNotAllowed where `host` is written as an IP address that is not allowed.

    A name passes: what it resolves to is checked when we connect, and not before, since it may
    resolve to something else by then.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return
    _check(address)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of `host`, all of them allowed, in the resolver's order.

    The caller connects to these, and does not resolve again. One address that is not allowed
    spoils all. Raises AddressNotAllowed, socket.gaierror.
    """
    if _is_localhost(host) and settings.ALLOW_INSECURE_PLATFORMS:
        return ["127.0.0.1"]  # RFC 6761, 6.3: browsers know these names, the resolver may not
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        # A scope ("fe80::1%eth0") is only ever that of a link-local address.
        _check(ip_address(address.partition("%")[0]))
    return addresses


def is_loopback_name(host: str) -> bool:
    """Whether `host` always means this machine: localhost, a name below it, or its address."""
    if _is_localhost(host):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_localhost(host: str) -> bool:
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _check(address: Address) -> None:
    plain = _unwrapped(address)
    if any(plain in network for network in _NEVER):
        raise AddressNotAllowed("it is reserved, link-local or a metadata service")
    if _is_public(plain) or any(plain in network for network in settings.ALLOW_PRIVATE_PLATFORMS):
        return
    raise AddressNotAllowed("it is in a private network that ALLOW_PRIVATE_PLATFORMS does not name")


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside, where an IPv6 address is only a way to write one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global
    # 6to4 and Teredo carry an IPv4 address of somebody's choice; both are history.
    tunnelled = address.sixtofour is not None or address.teredo is not None
    return address in _GLOBAL_UNICAST and address.is_global and not tunnelled
