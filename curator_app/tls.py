"""Which servers are believed, and why one is not, in words."""

from __future__ import annotations

import ssl

import certifi

from curator_app.errors import BadValue, NetworkTrouble

_EXPIRED, _NOT_YET, _WRONG_HOST = 10, 9, 62
_UNKNOWN = frozenset({2, 18, 19, 20, 21, 27})
_OLD = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS", "VERSION_TOO_LOW")
_WEAK = ("KEY_TOO_SMALL", "MD_TOO_WEAK", "KEY_TOO_WEAK", "NO_SHARED_CIPHER", "HANDSHAKE_FAILURE")
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER")
_SAFE = "The connection was given up before anything was sent."


def context(authority: str = "") -> ssl.SSLContext:
    """What checks a server's certificate: TLS 1.2 or newer, the host's name, the issuer.

    `authority` is the certificate of a private authority (PEM text); given one, only it is
    believed. There is no way to believe a certificate that does not check out. Raises BadValue.
    """
    try:
        made = ssl.create_default_context(cadata=authority or None)
    except (ssl.SSLError, ValueError):
        raise BadValue(
            "authority",
            "This is no certificate of an authority.",
            "It begins with a line BEGIN CERTIFICATE; ask whoever runs the server for it.",
        ) from None
    if not authority and not made.cert_store_stats()["x509_ca"]:
        made.load_verify_locations(certifi.where())  # a frozen program on another system
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.hostname_checks_common_name = False
    return made


def trouble(error: ssl.SSLError, host: str) -> NetworkTrouble:
    """Why no safe connection came about."""
    return NetworkTrouble(f"{_why(error, host)} {_SAFE}", _what_to_do(error))


def _why(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        code = error.verify_code
        if code == _EXPIRED:
            return f"The certificate of {host} has expired."
        if code == _NOT_YET:
            return f"The certificate of {host} is not valid yet."
        if code == _WRONG_HOST:
            return f"The certificate that was shown is not for {host}."
        if code in _UNKNOWN:
            return f"The certificate of {host} is from nobody this computer knows."
        return f"The certificate of {host} does not check out ({error.verify_message})."
    reason = error.reason or ""
    if any(part in reason for part in _OLD):
        return f"{host} speaks only a version of TLS that is not safe any more."
    if any(part in reason for part in _WEAK):
        return f"{host} offers only encryption that is too weak."
    if any(part in reason for part in _NOT_TLS):
        return f"{host} does not speak TLS at this port."
    return f"{host} ended the talk about encryption."


def _what_to_do(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in (_EXPIRED, _NOT_YET):
            return "If this computer's clock is right, whoever runs the server has to renew it."
        if error.verify_code in _UNKNOWN:
            return "If the server has an authority of its own, add its certificate to the account."
    return "Check the server's name and port, or ask whoever runs it."
