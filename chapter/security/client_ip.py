"""The visitor's IP address."""

from ipaddress import IPv6Address

from flask import request


def client_ip() -> str:
    """The visitor's IP address, for limits. Never from a header that no trusted proxy set.

    Of IPv6 only the first 64 bits: one household has all of the rest, so it could use a new address for each
    attempt (RFC 6177).
    """
    given = request.remote_addr or "unknown"
    if ":" not in given:
        return given
    try:
        whole = IPv6Address(given.partition("%")[0])
    except ValueError:
        return given
    return str(whole.ipv4_mapped or IPv6Address(int(whole) >> 64 << 64))
