"""A made-up inbox for pictures and tests of the window: no such persons, no such messages."""

import hashlib
from datetime import UTC, datetime, timedelta

from curator_app.domain.contribution import (
    ACCEPTED,
    ADD_TAGS,
    DECLINED,
    NEEDS_INFORMATION,
    SPAM,
    Attachment,
    Incoming,
    Message,
    Origin,
)
from curator_app.domain.correspondence import DRAFT, SENT, Reply
from curator_app.domain.inbox_query import InboxQuery, SavedFilter
from curator_app.domain.private import Private
from curator_app.inbox.store import Store

CONSENT = "May be kept for 90 days and answered; my name is not published."
_LONG = """Dear atlas team,

thank you for this page, it is the first one that I could follow to its end.

Under “What it found” you write that 151 people were given rituximab. The paper says that 151 were \
randomised: 77 to rituximab and 74 to placebo (Figure 1 and the first paragraph of the results). \
So only half of them got the drug.

Perhaps also worth a word: the authors say themselves that the open-label study before it had no \
control group, and that the difference between the two is the main thing to learn from.

https://example.org/evidence/fluge-2019-lymphocyte-depletion
(The free version is at http://repository.example.net/items/1907?show=full.)

I am writing this lying down and in three parts, so please forgive mistakes.

Best wishes
M."""
_PEOPLE = {
    "m": ("Marit Solheim", "marit.solheim@example.org"),
    "j": ("Jo Applegate", "jo.applegate@example.com"),
    "k": ("Dr K. Ostrander", "k.ostrander@uni.example.edu"),
    "t": ("", "teasel77@example.net"),
    "e": ("Ewa Brzoza", "ewa.brzoza@example.pl"),
    "p": ("Paul Quillfeather", "paul.q@example.co.uk"),
    "s": ("Best Supplements", "offers@shop.example"),
}
# who, days ago, study, kind, subject, text
_MESSAGES = (
    ("m", 0, "fluge-2019-lymphocyte-depletion", "correction", "151 were not all treated", _LONG),
    ("k", 0, "lim-2020-prospects-two", "criteria_pem", "Which criteria did the pooled studies use?",
     "Dear colleagues,\n\nthe meta-analysis pools five studies; three used Fukuda and two the CCC. "
     "Your page tags both as “any of”. As I read the methods, PEM was not required in three of "
     "them, so “PEM required” seems too strong.\n\nK. Ostrander"),
    ("j", 1, "larun-2024-exercise-therapy", "wording", "“Small benefit” reads as if proven",
     "In the summary it says exercise “gives a small benefit”. The review calls the evidence "
     "low-certainty. Could it say “may”? For somebody who was made worse by it this is not a small "
     "difference.\n\nJo"),
    ("t", 1, "", "missing_study", "A study on sleep that I cannot find",
     "Is there a page on the 2023 sleep study from Utrecht? I searched for “sleep” and for "
     "“actigraphy” and found nothing. I do not know its exact title, sorry."),
    ("e", 2, "lo-2010-detection-mlv", "retraction_notice", "This paper was retracted",
     "Hello, the PNAS paper on MLV was retracted in 2011, here is the notice: "
     "https://doi.example.org/10.0000/retraction.2011\nThe page has it only at the bottom. "
     "Should it not stand on top, in red?\nGreetings from Łódź, Ewa"),
    ("p", 3, "white-2011-comparison-adaptive", "correction", "Number of withdrawn participants",
     "Table 2 of the paper gives other numbers for the people who dropped out than your page. "
     "I attach a scan of the table with the row marked."),
    ("k", 5, "lim-2020-prospects-two", "correction", "Sample size of the pooled analysis",
     "A small one: 98 patients and 51 controls, not 98 in total."),
    ("m", 6, "white-2011-comparison-adaptive", "wording", "“Recovered” needs quotation marks",
     "The word is defined in the paper in a way that most readers would not expect."),
    ("s", 7, "", "other", "BOOST your energy in 7 days!!!", "Click here: http://shop.example/now"),
    ("j", 9, "chu-2018-deconstructing-post", "other", "Thank you",
     "No correction. I only want to say that this page made my doctor listen."),
    ("e", 12, "naviaux-2016-metabolic-features", "correction", "Men and women were swapped",
     "In the metabolic paper the numbers of men and women are the other way round on your page."),
    ("t", 15, "polo-2019-low-dose", "other", "Should I take this?",
     "My doctor does not know low-dose naltrexone. How much did they give, and should I try it?"),
    ("p", 21, "jason-2008-energy-envelope", "wording", "A typing error",
     "“Envelopped” in the second paragraph."),
)  # fmt: skip


def incoming(number: int, now: datetime) -> Incoming:
    """One of them."""
    who, days, slug, kind, subject, text = _MESSAGES[number]
    name, address = _PEOPLE[who]
    received = now - timedelta(days=days, hours=number % 5 + 1, minutes=number * 7 % 60)
    files = {"0": b"\x89PNG made up" * 4000} if "attach" in text else {}
    raw = f"From: {address}\nSubject: {subject}\n\n{text}".encode()
    stamp = received.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Incoming(
        raw,
        Origin("imap" if number % 3 else "feed", "mail", f"INBOX/1/{number}",
               hashlib.sha256(raw).hexdigest()),
        Message(
            Private(subject), Private(text), Private(name), Private(address), stamp, slug, kind,
            CONSENT if number % 3 == 0 else "",
            "Atlas snapshot 2026.05, accessed 26 May 2026" if slug else "",
            tuple(Attachment(key, Private("table 2 (scan).png"), "image/png", len(content))
                  for key, content in files.items()),
            message_id=Private(f"<{number}@mail.example.org>"),
        ),
        files,
    )  # fmt: skip


def fill(store: Store, now: datetime | None = None) -> list[int]:
    """Take all of them in, some of them decided; returns their row numbers, newest first."""
    moment = now or datetime.now(UTC)
    added = store.take([incoming(number, moment) for number in range(len(_MESSAGES))])
    ns = [item.n for item in added]
    store.letters.add_note(added[0].id, Private("Figure 1 agrees: 77 and 74. I take this one."))
    store.change(ns[:1], {"assigned_to": store.session.who}, "Assigned 1 message")
    store.change([ns[6], ns[1]], {ADD_TAGS: ("criteria",)}, "Changed the tags of 2 messages")
    store.change([ns[2]], {ADD_TAGS: ("urgent", "exercise")}, "Changed the tags of 1 message")
    store.change([ns[3]], {"state": NEEDS_INFORMATION}, "Asked for information on 1 message")
    reply = Reply("", added[3].id, SENT, store.session.who, "", Private("x@example.net"),
                  Private("Re: A study on sleep"), Private("Which year was it?"))  # fmt: skip
    store.letters.keep(reply)
    store.change([ns[10]], {"state": ACCEPTED}, "Accepted 1 message")
    store.change([ns[11]], {"state": DECLINED, "reason": "advice"}, "Declined 1 message")
    store.change([ns[8]], {"state": SPAM}, "Marked 1 message as spam")
    store.change([ns[12]], {"snoozed_until": "2999-01-01T05:00:00Z"}, "Snoozed 1 message")
    subject, body = Private("Re: Number of withdrawn participants"), Private("Dear Paul,\n\n")
    to = Private("paul.q@example.co.uk")
    draft = Reply("", added[5].id, DRAFT, store.session.who, "", to, subject, body)
    store.letters.keep(draft)
    store.choices.set_filters(
        [SavedFilter("Criteria, open", InboxQuery(states=("new",), tags=("criteria",)))]
    )
    return ns
