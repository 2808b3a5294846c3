"""Whose certificate does not check out is not spoken to, and the reason is said in words."""

from __future__ import annotations

import ssl

import pytest

from curator_app import tls
from curator_app.domain.private import Private
from curator_app.errors import BadValue, NetworkTrouble
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.imap import Imap
from curator_app.web import Web
from curator_app.wire import Patience
from tests.inbox.servers import certificates
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.scripted_imap import Script, Server

QUICK = Patience(connect=3.0, step=3.0)
NAMES = (
    *("expired", "not yet", "other host", "self-signed", "other authority", "common name only"),
    *("NUL in the name", "weak key", "TLS 1.0", "TLS 1.1"),
)


@pytest.fixture(scope="module")
def bad(
    authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[ssl.SSLContext, str]]:
    return certificates.bad(authority, tmp_path_factory.mktemp("bad"))


class Listening(Script):
    """Notes whatever a client says after the handshake."""

    def serve(self) -> None:
        self.server.commands.append(self.file.read().decode())


def test_every_bad_one_is_tried(bad: dict[str, tuple[ssl.SSLContext, str]]) -> None:
    assert set(bad) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_mailbox_is_refused(
    name: str, bad: dict[str, tuple[ssl.SSLContext, str]], authority: Authority
) -> None:
    context, words = bad[name]
    with Server(context, Listening) as server:
        account = ImapAccount(host="localhost", port=server.port, authority=authority.pem)
        with pytest.raises(NetworkTrouble) as caught:
            Imap.connect(account, QUICK)
        assert words in caught.value.message
        assert server.commands in ([], [""])


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_is_refused_before_the_token_is_sent(
    name: str, bad: dict[str, tuple[ssl.SSLContext, str]], authority: Authority
) -> None:
    context, words = bad[name]
    with Server(context, Listening) as server:
        web = Web(tls.context(authority.pem), QUICK)
        with pytest.raises(NetworkTrouble) as caught:
            web.get(f"https://localhost:{server.port}/", {}, Private("the token"))
        assert words in caught.value.message
        assert server.commands in ([], [""])


def test_a_good_certificate_of_an_unknown_authority_is_refused(authority: Authority) -> None:
    with Server(authority.issue().context(), Listening) as server:
        account = ImapAccount(host="localhost", port=server.port)
        with pytest.raises(NetworkTrouble, match="nobody this computer knows") as caught:
            Imap.connect(account, QUICK)
        assert "add its certificate to the account" in caught.value.hint


def test_a_server_that_speaks_no_tls(authority: Authority) -> None:
    class Plain(Script):
        @staticmethod
        def before_tls(plain) -> None:  # type: ignore[no-untyped-def]
            plain.sendall(b"* OK ready\r\n" * 10)

    with Server(authority.issue().context(), Plain) as server:
        account = ImapAccount(host="localhost", port=server.port, authority=authority.pem)
        with pytest.raises(NetworkTrouble, match="does not speak TLS at this port"):
            Imap.connect(account, QUICK)


def test_a_private_authority_is_the_only_one_believed(authority: Authority) -> None:
    assert tls.context(authority.pem).cert_store_stats()["x509_ca"] == 1
    assert tls.context().cert_store_stats()["x509_ca"] > 1
    for context in (tls.context(), tls.context(authority.pem)):
        assert context.verify_mode == ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("text", ["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END", "\0"])
def test_what_is_no_authority_is_said(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        tls.context(text)
    assert caught.value.field == "authority"
