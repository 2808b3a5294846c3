"""Messages from a mailbox: nothing is lost, nothing comes twice, nothing in it is changed.

A mail is kept here, durably, before the bookmark moves past it, and only after that it may be
marked on the server. What the server does not give is asked for again at every fetch, alone, after
the others; a mail that was moved, renumbered or sent again is known by its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from curator_app.domain.contribution import Incoming
from curator_app.domain.private import Private
from curator_app.errors import NetworkTrouble
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.bookmark import Bookmark
from curator_app.inbox.imap import Box, Imap, Listed
from curator_app.inbox.imap_lines import SMALL
from curator_app.inbox.imap_talk import Refused
from curator_app.inbox.keeper import Keeper
from curator_app.inbox.mail import MOST_BYTES, MailReader
from curator_app.inbox.taking import Taken
from curator_app.wire import PATIENT, Patience, never

_CHUNK = 500
_BATCH = 100
_BATCH_BYTES = 8 * 1024 * 1024
_MOST_FETCHED = MOST_BYTES + MOST_BYTES // 10
"""The sizes that servers tell beforehand may be a little off."""
_FAILURES = 5
"""Mails in a row that break the connection before the server is given up for now."""
_TOO_LARGE = (
    "This mail is larger than 25 MB, so only its beginning was fetched. The whole is still in the"
    " mailbox."
)


class Mailbox:
    """One account, connected when it is needed and again after a break."""

    def __init__(
        self,
        account: ImapAccount,
        password: Private,
        patience: Patience = PATIENT,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        self.account, self._password = account, password
        self._patience, self._cancelled = patience, cancelled
        self._imap: Imap | None = None

    def imap(self) -> Imap:
        """The connection, logged in; raises LoginRefused, NetworkTrouble, Cancelled."""
        if self._imap is None:
            imap = Imap.connect(self.account, self._patience, self._cancelled)
            try:
                imap.log_in(self.account.user, self._password)
            except BaseException:
                imap.close()
                raise
            self._imap = imap
        return self._imap

    def close(self) -> None:
        """End the connection."""
        if self._imap is not None:
            self._imap.close()
            self._imap = None


def fetch(
    mailbox: Mailbox,
    keeper: Keeper,
    reader: MailReader,
    taken: Taken,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Take what is new in every folder of the account, and count it in `taken`.

    Raises LoginRefused, NetworkTrouble, Cancelled; what was taken until then is kept and counted.
    """
    for name in mailbox.account.folders:
        try:
            box = mailbox.imap().examine(name)
        except Refused as error:
            taken.say(f"The folder {name} cannot be read. {error.hint}")
            continue
        _Folder(mailbox, box, keeper, reader, taken, progress).fetch()


class _Folder:
    def __init__(
        self,
        mailbox: Mailbox,
        box: Box,
        keeper: Keeper,
        reader: MailReader,
        taken: Taken,
        progress: Callable[[int, int], None],
    ) -> None:
        self._mailbox, self._box, self._keeper = mailbox, box, keeper
        self._reader, self._taken, self._progress = reader, taken, progress
        self._account = mailbox.account
        self._failures = self._done = 0
        self._bookmark = Bookmark.read(keeper.cursor(self._account.id, box.name))

    def fetch(self) -> None:
        self._check_bookmark()
        imap = self._mailbox.imap()
        there = set(imap.uids(min(self._bookmark.missing, default=self._bookmark.next)))
        # What was missing and is gone was taken out of the mailbox by somebody else.
        again = self._bookmark.missing & there
        self._bookmark = replace(self._bookmark, missing=again)
        new = sorted(uid for uid in there if uid >= self._bookmark.next)
        total = len(new) + len(again)
        try:
            for batch in self._batches(new):
                self._batch(batch)
                self._progress(self._done, total)
            for one in (one for batch in self._batches(sorted(again)) for one in batch):
                self._alone(one)
                self._progress(self._done, total)
            self._mark()
        finally:
            self._taken.left += total - self._done

    def _check_bookmark(self) -> None:
        """Begin anew where the server's numbers have changed their meaning."""
        box, bookmark = self._box, self._bookmark
        samples = dict[int, Listed]()
        if bookmark.validity == box.validity and bookmark.samples:
            samples = self._mailbox.imap().listed(sorted(bookmark.samples))
        if not bookmark.fits(box, samples):
            self._bookmark = Bookmark(box.validity)

    def _batches(self, uids: Sequence[int]) -> Iterator[list[Listed]]:
        """Mails of a moderate number and size together; one that is not listed is missing."""
        for start in range(0, len(uids), _CHUNK):
            chunk = uids[start : start + _CHUNK]
            listed = self._listed(chunk)
            missing = self._bookmark.missing | (set(chunk) - set(listed))
            self._bookmark = replace(self._bookmark, missing=missing)
            batch, size = list[Listed](), 0
            for uid in chunk:
                if uid not in listed:
                    continue
                one = listed[uid]
                if batch and (len(batch) == _BATCH or size + one.size > _BATCH_BYTES):
                    yield batch
                    batch, size = [], 0
                batch.append(one)
                size += one.size
            if batch:
                yield batch

    def _listed(self, uids: Sequence[int]) -> dict[int, Listed]:
        try:
            return self._mailbox.imap().listed(uids)
        except Refused:
            raise
        except NetworkTrouble:
            self._reconnect()
            return self._mailbox.imap().listed(uids)

    def _batch(self, batch: list[Listed]) -> None:
        if len(batch) > 1:
            try:
                got = self._mailbox.imap().mails([one.uid for one in batch], _MOST_FETCHED)
            except NetworkTrouble:
                self._reconnect()
            else:
                there = [one for one in batch if one.uid in got]
                self._keep(batch, {one.uid: self._read(one, got[one.uid]) for one in there})
                return
        for one in batch:
            self._alone(one)

    def _alone(self, one: Listed) -> None:
        """Fetch one mail by itself, so that one that the server chokes on harms no other."""
        try:
            incoming = self._beginning(one) if one.size > MOST_BYTES else self._whole(one)
            self._failures = 0
        except NetworkTrouble as error:
            self._failures += 1
            if self._failures >= _FAILURES:
                raise
            self._taken.say(f"A mail could not be fetched and is still there. {error.message}")
            self._reconnect()
            incoming = None
        self._keep([one], {one.uid: incoming} if incoming else {})

    def _whole(self, one: Listed) -> Incoming | None:
        raw = self._mailbox.imap().mails([one.uid], _MOST_FETCHED).get(one.uid)
        return None if raw is None else self._read(one, raw)

    def _beginning(self, one: Listed) -> Incoming | None:
        raw = self._mailbox.imap().beginning(one.uid)
        if not raw:
            return None
        incoming = self._read(one, raw)
        if len(raw) < SMALL:  # the server was wrong about the size: this is all of it
            return incoming
        return replace(incoming, message=None, files={}, trouble=_TOO_LARGE)

    def _read(self, one: Listed, raw: bytes) -> Incoming:
        place = f"{self._box.name};{self._box.validity};{one.uid}"
        return self._reader.read(raw, "imap", self._account.id, place, one.received)

    def _keep(self, batch: list[Listed], messages: dict[int, Incoming]) -> None:
        """Keep what was got, then move the bookmark."""
        self._taken.keep(self._keeper, list(messages.values()))
        self._done += len(messages)
        self._move(self._bookmark.past(batch, messages, to_mark=bool(self._account.mark)))

    def _move(self, bookmark: Bookmark) -> None:
        self._bookmark = bookmark
        self._keeper.set_cursor(self._account.id, self._box.name, bookmark.write())

    def _reconnect(self) -> None:
        """Another connection to the same mailbox; raises when it is not the same any more."""
        self._mailbox.close()
        box = self._mailbox.imap().examine(self._box.name)
        if box.validity != self._box.validity:
            raise NetworkTrouble(
                f"The server renumbered {self._box.name} while it was read.", "Fetch again."
            )

    def _mark(self) -> None:
        """Mark what is kept and was not marked yet."""
        kept = sorted(self._bookmark.unmarked)
        if not kept or not self._box.validity:
            return
        try:
            for start in range(0, len(kept), _CHUNK):
                chunk = kept[start : start + _CHUNK]
                self._mailbox.imap().mark(self._box, chunk, self._account.mark)
        except Refused as error:
            self._taken.say(f"The mails could not be marked. {error.hint}")
            return
        self._move(replace(self._bookmark, unmarked=frozenset()))
