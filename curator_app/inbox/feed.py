"""Messages from a feed: page by page, each page kept before the bookmark moves on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from curator_app import tls
from curator_app.domain.plain_text import visible_line
from curator_app.domain.private import Private
from curator_app.errors import BadFile, LoginRefused, NetworkTrouble
from curator_app.inbox import feed_document
from curator_app.inbox.accounts import FeedAccount
from curator_app.inbox.keeper import Keeper
from curator_app.inbox.taking import Taken
from curator_app.web import Answer, Web, checked
from curator_app.wire import PATIENT, Patience, never

_PAGE = 100
_MOST_PAGES = 1000
_PLACE = "feed"
_GONE = 410


class Feed:
    """One feed as it answers. Raises NetworkTrouble, LoginRefused, Cancelled."""

    def __init__(
        self,
        account: FeedAccount,
        token: Private,
        patience: Patience = PATIENT,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        self.account, self._token = account, token
        self._web = Web(tls.context(account.authority), patience, cancelled)

    def ask(self, after: str, etag: str = "") -> Answer:
        """One page: status 200, 304 (nothing new) or 410 (the bookmark is not known any more)."""
        query = urlencode({"limit": _PAGE, **({"after": after} if after else {})})
        address = checked(self.account.url)
        joint = "&" if address.query else "?"
        headers = {"Accept": "application/json", **({"If-None-Match": etag} if etag else {})}
        answer = self._web.get(f"{address}{joint}{query}", headers, self._token)
        if answer.status in (200, 304) or (answer.status == _GONE and after):
            return answer
        raise _refused(answer, address.host)

    def page(self, answer: Answer) -> feed_document.Page:
        """What the answer says; raises NetworkTrouble for what is no feed."""
        try:
            return feed_document.read_page(answer.body)
        except BadFile as error:
            raise NetworkTrouble(
                f"The feed of {checked(self.account.url).host} cannot be read. {error.message}"
                " Nothing of this page was taken.",
                "Tell whoever runs it.",
            ) from None


def fetch(
    feed: Feed,
    keeper: Keeper,
    taken: Taken,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Take what is new, and count it in `taken`. What was kept stays kept when a later page fails.

    Raises LoginRefused, NetworkTrouble, Cancelled.
    """
    name = feed.account.id
    after, etag = _bookmark(keeper.cursor(name, _PLACE))
    for _ in range(_MOST_PAGES):
        answer = feed.ask(after, etag)
        if answer.status == _GONE:
            after = etag = ""  # from the oldest on: what is known is not taken twice
            continue
        if answer.status == 304:
            return
        page = feed.page(answer)
        messages = [
            feed_document.incoming(item, "feed", name, f"after {after or 'nothing'}, {number}")
            for number, item in enumerate(page.messages, 1)
        ]
        taken.keep(keeper, messages)
        moved = page.after not in ("", after)
        after = page.after or after
        # An ETag is that of one address; behind the last message the address stays the same.
        etag = "" if moved else visible_line(answer.headers.get("etag", ""), 200)
        keeper.set_cursor(name, _PLACE, json.dumps({"after": after, "etag": etag}))
        progress(taken.seen, taken.seen + page.more)
        if not page.more:
            return
        if not moved:
            break
    taken.say("The feed says that more messages are waiting, but does not give them.")


def _bookmark(text: str) -> tuple[str, str]:
    form: Any = json.loads(text) if text else {}
    values = cast("dict[str, str]", form)
    return values.get("after", ""), values.get("etag", "")


def _refused(answer: Answer, host: str) -> NetworkTrouble:
    status = answer.status
    if status in (401, 403):
        return LoginRefused(
            f"{host} refused the token ({status}). It was not tried again.",
            "Enter the token again, or ask whoever runs the feed for a new one.",
        )
    if status == 429:
        return NetworkTrouble(f"{host} asks not to be asked so often.", _wait(answer))
    if 300 <= status < 400:
        target = visible_line(answer.headers.get("location", ""), 200)
        return NetworkTrouble(
            f"{host} sends on to another address ({target or 'which it does not name'}), which was"
            " not followed.",
            "If that is right, enter it in the account.",
        )
    if status in (404, 410):
        return NetworkTrouble(f"{host} has no feed at this address.", "Check the address.")
    if status >= 500:
        return NetworkTrouble(f"{host} has a fault of its own ({status}).", "Try again later.")
    return NetworkTrouble(f"{host} refused to answer ({status}).", "Tell whoever runs it.")


def _wait(answer: Answer) -> str:
    text = answer.headers.get("retry-after", "")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not seconds:
        return "Try again later."
    minutes = -(-seconds // 60)
    return f"Try again in {minutes:,} minute{'' if minutes == 1 else 's'}."
