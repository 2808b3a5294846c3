"""kill -9 while messages are fetched: at the end each is in the inbox, once, and none is broken."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.domain.inbox_query import InboxQuery
from curator_app.inbox.keys import Master
from curator_app.inbox.vault import Credential, Vault
from tests.inbox.keyrings import Remembering, chain
from tests.inbox.mails import mail
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.scripted_imap import Server

KILLS, MAILS = 6, 600


@pytest.mark.slow
def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    authority, key = Authority(tmp_path / "authority"), Master.new()
    (tmp_path / "ca.pem").write_text(authority.pem)
    folder = tmp_path / "library"
    folder.mkdir(mode=0o700)
    vault = Vault(folder, chain(Remembering()))
    vault.create("Ann", key=key)
    chance = random.Random(7)
    with Server(authority.issue().context()) as server:
        sent = [mail(f"Mail {number} " + "x" * chance.randrange(3000)) for number in range(MAILS)]
        server.inbox.add(*sent)
        command = [
            sys.executable, "-m", "tests.faults.kill_fetch", str(folder), str(server.port),
            str(tmp_path / "ca.pem"), key.text(),
        ]  # fmt: skip
        killed = 0
        for turn in range(KILLS + 1):
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            assert process.stdout.readline() == "fetching\n"
            if turn < KILLS:
                time.sleep(chance.uniform(0.02, 0.15))
                process.kill()
                killed += process.wait() == -9
            else:
                assert process.stdout.readline().startswith("done")
                assert process.wait() == 0
            process.stdout.close()
    assert killed >= 2
    with closing(vault.open(vault.unlock(Credential(key=key.text())), "Ann")) as store:
        rows = store.rows(store.ids(InboxQuery(states=frozenset(), snoozed="")))
        with store.session.write():  # one transaction for all lines of the log
            raws = [store.raw(row.id) for row in rows]
    assert sorted(raws) == sorted(sent)
