"""Mails read in a process of their own, which can do no harm and is replaced when it fails.

`MailReader.read` always gives an Incoming: with the message, or with the sentence that says why it
could not be read and the raw bytes. See `inbox.parsing` for what the child does.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Self

from curator_app.domain.contribution import Incoming, Origin
from curator_app.inbox import answers
from curator_app.inbox.child_process import Child, ChildDied, ChildSlow

MOST_BYTES = 25 * 1024 * 1024
"""A larger mail is never read."""
WALL_SECONDS = 20.0
_MAILS_PER_CHILD, _SECONDS_PER_CHILD = 2000, 120.0
"""After either a new child is started, long before the system would end the old one."""
_KEPT = "Its raw copy is kept and can be saved to look at with other means."
TROUBLES = {
    "size": f"This mail is larger than 25 MB, so it was not read. {_KEPT}",
    "broken": f"This mail is built in a way that could not be read safely. {_KEPT}",
    "memory": f"Reading this mail needed more memory than a mail may use. {_KEPT}",
    "time": f"Reading this mail took too long. {_KEPT}",
    "died": f"Reading this mail ended the process that read it. {_KEPT}",
}


class MailReader:
    """One child for many mails; it starts with the first one. Close it, or use it in `with`.

    One mail may take `seconds`. `cancelled` is asked ten times a second while one is read.
    """

    def __init__(
        self, cancelled: Callable[[], bool] = lambda: False, seconds: float = WALL_SECONDS
    ) -> None:
        self._cancelled, self._seconds = cancelled, seconds
        self._child: Child | None = None
        self._mails, self._spent = 0, 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def read(
        self, raw: bytes, source: str, account: str, place: str, received: str = ""
    ) -> Incoming:
        """The message in `raw`. `received` is when it arrived (ISO), "" when only it knows.

        Raises Cancelled, and CuratorError when no child can be started: then nothing is wrong with
        the mail, and it is to be read again later.
        """
        origin = Origin(source, account, place, hashlib.sha256(raw).hexdigest())
        if len(raw) > MOST_BYTES:
            return Incoming(raw, origin, trouble=TROUBLES["size"])
        try:
            reading, files = self._ask(raw)
        except ChildSlow:
            return Incoming(raw, origin, trouble=TROUBLES["time"])
        except ChildDied as died:
            return Incoming(raw, origin, trouble=TROUBLES["time" if died.of_time else "died"])
        except answers.NoAnswer as error:
            return Incoming(raw, origin, trouble=TROUBLES[error.trouble])
        message = answers.message(reading, likely_time(received, reading.date))
        return Incoming(raw, origin, message, dict(zip(reading.keys, files, strict=True)))

    def _ask(self, raw: bytes) -> tuple[answers.Reading, list[bytes]]:
        """What the child says. One that died is asked again as another: somebody may have ended
        it, and a mail that ends its reader ends the next one too."""
        try:
            return self._ask_once(raw)
        except ChildDied as died:
            if died.of_time:
                raise
        return self._ask_once(raw)

    def _ask_once(self, raw: bytes) -> tuple[answers.Reading, list[bytes]]:
        if self._mails >= _MAILS_PER_CHILD or self._spent > _SECONDS_PER_CHILD:
            self.close()
        if self._child is None:
            self._child = Child.start(self._seconds, self._cancelled)
            self._mails, self._spent = 0, 0.0
        self._mails += 1
        begun = time.monotonic()
        try:
            answer, files = self._child.ask(raw, self._seconds, self._cancelled)
            return answers.checked(answer, files), files
        except BaseException:
            self.close()
            raise
        finally:
            self._spent += time.monotonic() - begun


def likely_time(*times: str) -> str:
    """The first of some ISO times that a mail can have been received at, else now; in UTC."""
    now = datetime.now(UTC)
    for text in times:
        try:
            when = datetime.fromisoformat(text)
            when = when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        if datetime(1990, 1, 2, tzinfo=UTC) < when < now + timedelta(days=2):
            return when.isoformat(timespec="seconds")
    return now.isoformat(timespec="seconds")
