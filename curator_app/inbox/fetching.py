"""Taking in what one account has, and saying in words what came of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from curator_app.domain.private import Private
from curator_app.errors import Cancelled, LoginRefused, NetworkTrouble
from curator_app.inbox import feed, mailbox
from curator_app.inbox.accounts import FeedAccount, ImapAccount
from curator_app.inbox.keeper import Keeper
from curator_app.inbox.mail import MailReader
from curator_app.inbox.taking import Taken
from curator_app.wire import PATIENT, Patience, never


def fetch(
    account: ImapAccount | FeedAccount,
    secret: Private,
    keeper: Keeper,
    reader: MailReader,
    *,
    patience: Patience = PATIENT,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Taken:
    """Take in what is new. Trouble with the server is told in the answer, with what came before.

    `progress(done, all)` is called on this thread. Raises CuratorError for trouble on this side
    (BadValue for an account that makes no sense, what the keeper raises, no process to read mails).
    """
    taken = Taken()
    try:
        if isinstance(account, FeedAccount):
            feed.fetch(feed.Feed(account, secret, patience, cancelled), keeper, taken, progress)
        else:
            with closing(mailbox.Mailbox(account, secret, patience, cancelled)) as box:
                mailbox.fetch(box, keeper, reader, taken, progress)
    except Cancelled:
        taken.say("Stopped. What was taken until then is kept.")
    except LoginRefused as error:
        taken.refused = True
        taken.say(error.sentence())
    except NetworkTrouble as error:
        taken.say(error.sentence())
    return taken
