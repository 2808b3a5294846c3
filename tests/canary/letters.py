"""Two hundred marked contributions as mails, a mailbox and a JSON file."""

import json
from email.message import EmailMessage
from pathlib import Path

from tests.builders import study
from tests.canary.marks import Marks

COUNT = 200
MAILS, BOXED = 40, 120
"""So many come as single mails, so many in one mailbox; the rest as JSON."""
CONSENT = "I agree to be quoted without my name."


def write(folder: Path, marks: Marks) -> list[Path]:
    """Write the files; each private part of each contribution has a mark of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for number in range(MAILS):
        path = folder / f"mail-{number}.eml"
        path.write_bytes(mail(number, marks).as_bytes())
        paths.append(path)
    box = folder / "readers.mbox"
    with box.open("wb") as file:
        for number in range(MAILS, MAILS + BOXED):
            file.write(b"From reader Fri Nov 27 10:00:00 2026\n")
            file.write(mail(number, marks).as_bytes() + b"\n\n")
    feed = folder / "feed.json"
    items = [contribution(number, marks) for number in range(MAILS + BOXED, COUNT)]
    feed.write_text(json.dumps({"version": 1, "messages": items}))
    return [*paths, box, feed]


def slug_of(number: int) -> str:
    """The study that a contribution is about; every tenth is about none."""
    return "" if number % 10 == 9 else study(number % 20).slug


def body(number: int, marks: Marks) -> str:
    """What a reader writes: a mark within words, and one by itself."""
    inner, alone = marks.make(f"{number} body"), marks.make(f"{number} line")
    return (
        f"Dear atlas, I have been {inner} since the winter of 2014 and read your page with care."
        f" The sample size is {30 + number}.\n\n{alone}\n\nWith kind regards"
    )


def mail(number: int, marks: Marks) -> EmailMessage:
    """A mail whose every private field is marked."""
    made = EmailMessage()
    address = f"{marks.make(f'{number} address')}@reader{number}.example"
    made["From"] = f"{marks.make(f'{number} name').capitalize()} <{address}>"
    made["To"] = "atlas@site.example"
    slug = slug_of(number)
    head = f"correction: {slug} " if slug else ""
    made["Subject"] = f"{head}{marks.make(f'{number} subject')}"
    made["Date"] = f"Fri, {1 + number % 27} Nov 2026 10:00:00 +0100"
    made["Message-ID"] = f"<{marks.make(f'{number} id')}@reader.example>"
    made["Reply-To"] = f"{marks.make(f'{number} answer')}@other.example"
    made["X-Client"] = marks.make(f"{number} header")
    made.set_content(body(number, marks))
    if number % 4 == 0:
        content = f"My records: {marks.make(f'{number} file')}".encode()
        name = f"{marks.make(f'{number} file name')}.txt"
        made.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return made


def contribution(number: int, marks: Marks) -> dict[str, object]:
    """A contribution of the feed's form."""
    return {
        "id": f"{number}-{marks.make(f'{number} id')}",
        "received": f"2026-11-{1 + number % 27:02}T10:00:00Z",
        "message": body(number, marks),
        "subject": marks.make(f"{number} subject"),
        "slug": slug_of(number),
        "kind": "correction",
        "contact": {
            "name": marks.make(f"{number} name"),
            "address": f"{marks.make(f'{number} address')}@reader{number}.example",
        },
        "consent": f"{CONSENT} {marks.make(f'{number} consent')}",
        "snapshot": "ME/CFS Atlas. Generator v1. Accessed 2026-11-01. https://atlas.example/x",
    }
