"""Fuzzing of the mail reader: `make fuzz ARGS="-max_total_time=1800"` (libFuzzer's options).

A find is anything but an answer of the agreed form: an exception, more than five seconds, more
memory than the child has, a name of a file that is none, text that deceives. What is found is
written into the folder and belongs into tests/inbox/mails.py, with a name.
"""

import json
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["curator_app"]):
    from curator_app.inbox import answers
    from curator_app.inbox.parsing import charsets
    from curator_app.inbox.parsing.message import read_mail

from tests.inbox import mails

WORDS = (
    *("Content-Type: ", "Content-Transfer-Encoding: ", "Content-Disposition: ", "From: ", "To: "),
    *(
        "Reply-To: ",
        "Date: ",
        "Subject: ",
        "multipart/mixed",
        "multipart/alternative",
        "; boundary=",
    ),
    *("multipart/digest", "multipart/related", "multipart/signed", "multipart/encrypted", "--b--"),
    *("message/rfc822", "message/external-body", "text/html", "text/plain", "application/pdf"),
    *(
        "; charset=",
        "utf-7",
        "utf-16",
        "iso-2022-jp",
        "hz",
        "gb18030",
        "punycode",
        "; name*0*=",
        "''",
    ),
    *("; filename=", "format=flowed", "; delsp=yes", "base64", "quoted-printable", "x-uuencode"),
    *("=?utf-8?q?", "=?utf-8?b?", "?=", "begin 644 a", "end", "<a href=", "<pre>", "<blockquote>"),
    *(
        "/evidence/",
        "+see-1996-a.wording@",
        "--b",
        "\\x0d\\x0a",
        "\\x0d\\x0a\\x0d\\x0a",
        "=E2=80=AE",
    ),
)
UNSEEN = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\ufeff\x1b\x00"


def one_mail(raw: bytes) -> None:
    """Read one mail and insist on the form of the answer."""
    form, files = read_mail(raw)
    reading = answers.checked(json.dumps(form, ensure_ascii=False).encode("utf-8"), files)
    shown = "".join(reading.texts[name] for name in ("subject", "name", "address", "body"))
    if any(char in shown for char in UNSEEN):
        raise AssertionError("text that deceives")
    if any(not name.strip() or name in (".", "..") for name, _, _ in reading.files):
        raise AssertionError("a file without a name")


def main() -> None:
    """Seed the corpus with every named mail, then fuzz."""
    folder = Path(sys.argv[1])
    for number, raw in enumerate(mails.everything().values()):
        if len(raw) < 20_000:
            (folder / "corpus" / f"seed-{number}").write_bytes(raw)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in WORDS), encoding="ascii")
    charsets.load()
    options = [
        "-timeout=5",
        "-rss_limit_mb=600",
        "-max_len=8192",
        f"-dict={folder}/words",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], *options, *sys.argv[2:], str(folder / "corpus")], one_mail)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
