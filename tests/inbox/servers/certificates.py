"""An authority of our own, good certificates and bad ones."""

from __future__ import annotations

import datetime as dt
import ssl
import warnings
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as files."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What a server shows."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.set_ciphers("DEFAULT@SECLEVEL=0")
        made.load_cert_chain(self.certificate, self.key)
        return made


class Authority:
    """Signs what it is asked to; `pem` is what a client believes in."""

    def __init__(self, folder: Path, title: str = "Test authority") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._title = folder, name(title)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._made = 0
        builder = _builder(self._title, self._title, self._key, NOW - DAY, NOW + 30 * DAY)
        certificate = builder.add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        ).sign(self._key, hashes.SHA256())
        self.pem = certificate.public_bytes(serialization.Encoding.PEM).decode()

    def issue(
        self,
        host: str = "localhost",
        *,
        begins: dt.datetime = NOW - DAY,
        ends: dt.datetime = NOW + 30 * DAY,
        key: Key | None = None,
        names: bool = True,
        self_signed: bool = False,
    ) -> Pair:
        """A certificate for a host; the arguments say what is wrong with it."""
        made = key or ec.generate_private_key(ec.SECP256R1())
        issuer, signer = (name(host), made) if self_signed else (self._title, self._key)
        builder = _builder(name(host), issuer, made, begins, ends)
        if names:
            alternatives: list[x509.GeneralName] = [x509.DNSName(host)]
            if host == "localhost":
                alternatives.append(x509.IPAddress(ip_address("127.0.0.1")))
            builder = builder.add_extension(
                x509.SubjectAlternativeName(alternatives), critical=False
            )
        self._made += 1
        pair = Pair(self._folder / f"{self._made}.pem", self._folder / f"{self._made}.key")
        pair.certificate.write_bytes(
            builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        pair.key.write_bytes(
            made.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        pair.key.chmod(0o600)
        return pair


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, begins: dt.datetime, ends: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def bad(authority: Authority, folder: Path) -> dict[str, tuple[ssl.SSLContext, str]]:
    """Servers that must be refused, each with words of the sentence that says why."""

    def old(version: ssl.TLSVersion) -> ssl.SSLContext:
        context = authority.issue().context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = version
        return context

    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    other = Authority(folder / "other", "Somebody else")
    return {
        "expired": (authority.issue(begins=NOW - 9 * DAY, ends=NOW - DAY).context(), "expired"),
        "not yet": (authority.issue(begins=NOW + DAY).context(), "not valid yet"),
        "other host": (authority.issue("other.example").context(), "is not for"),
        "self-signed": (authority.issue(self_signed=True).context(), "nobody this computer knows"),
        "other authority": (other.issue().context(), "nobody this computer knows"),
        "common name only": (authority.issue(names=False).context(), "is not for"),
        "NUL in the name": (
            authority.issue("localhost\0.evil.example", names=False).context(), "is not for"),
        "weak key": (authority.issue(key=weak).context(), ""),
        "TLS 1.0": (old(ssl.TLSVersion.TLSv1), "not safe any more"),
        "TLS 1.1": (old(ssl.TLSVersion.TLSv1_1), "not safe any more"),
    }  # fmt: skip
