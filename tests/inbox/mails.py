"""Mails that people, programs and attackers send: each with a name, made here, byte by byte."""

from __future__ import annotations

import base64

PLAIN = (
    b"From: Ann Reader <ann@reader.example>\r\nTo: atlas@site.example\r\n"
    b"Subject: A question\r\nDate: Fri, 27 Nov 2026 10:00:00 +0100\r\n"
    b"Message-ID: <one@reader.example>\r\n"
)


def mail(body: bytes | str = b"Hello.", *headers: str, head: bytes = PLAIN) -> bytes:
    """A mail with `headers` added to the usual ones."""
    added = "".join(f"{line}\r\n" for line in headers).encode("utf-8", "surrogateescape")
    raw = body.encode("utf-8") if isinstance(body, str) else body
    return head + added + b"\r\n" + raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def part(body: bytes | str, *headers: str) -> bytes:
    """One part of a multipart mail."""
    return mail(body, *headers, head=b"")


def multipart(kind: str, *parts: bytes, boundary: str = "bound", end: bool = True) -> bytes:
    """A mail of several parts."""
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + one + b"\r\n" for one in parts)
    body += mark + b"--\r\n" if end else b""
    return mail(body, f'Content-Type: multipart/{kind}; boundary="{boundary}"')


def nested(depth: int) -> bytes:
    """Multiparts in multiparts."""
    heads = [
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n".encode()
        for n in range(depth)
    ]
    tails = [f"\r\n--b{n}--\r\n".encode() for n in reversed(range(depth))]
    return PLAIN + b"".join(heads) + b"\r\nthe kernel" + b"".join(tails)


def matryoshka(depth: int) -> bytes:
    """Mails in mails."""
    raw = mail(b"the innermost words")
    for _ in range(depth):
        raw = PLAIN + b"Content-Type: message/rfc822\r\n\r\n" + raw
    return raw


HTML = "Content-Type: text/html; charset=utf-8"
UU = b"before\nbegin 644 ../notes.txt\n#0V%T\n`\nend\nafter\n"

# What the standard library's own parser does not survive (measured on CPython 3.11), and the like.
STDLIB_TRAPS = {
    "forty thousand semicolons": mail(b"text", f"Content-Type: text/plain{';' * 40_000}"),
    "a parameter of a star": mail(b"text", "Content-Type: text/plain; name*"),
    "a parameter of a star and a number": mail(b"text", "Content-Type: text/plain; name*0"),
    "a parameter of two stars": mail(b"text", "Content-Type: text/plain; name**=x; n*1*=''"),
    "a comment as a group": mail(b"text", "To: (c):"),
    "a from that is a comment": mail(b"text", head=b"From: (c):\r\n"),
    "a thousand nested multiparts": nested(1000),
    "ten thousand nested multiparts": nested(10_000),
    "no such charset": mail(b"t\xe9xt", "Content-Type: text/plain; charset=no-such"),
    "a charset that unpacks": mail(b"text", "Content-Type: text/plain; charset=zlib"),
    "a charset as Python calls it": mail(b"text", "Content-Type: text/plain; charset=zlib_codec"),
    "a charset that is slow": mail(b"x" * 50_000, "Content-Type: text/plain; charset=punycode"),
    "a charset with a NUL": mail(b"text", "Content-Type: text/plain; charset=\x00utf-8"),
    "an encoded word of an unknown kind": mail(b"text", "X: y", "Subject: =?utf-8?x?abc?="),
    "a broken encoded word": mail(b"text", head=b"Subject: =?utf-8?b?A?= =?utf-8?b?=?=\r\n"),
    "an address of brackets": mail(b"text", head=b"From: <<<>>>><\r\n"),
    "an unclosed quotation": mail(b"text", head=b'From: "\\"\\"\\" <a@b.example>\r\n'),
    "a date of another world": mail(b"text", head=b"Date: 99 Foo 99999 99:99:99 +9999999\r\n"),
    "a date with no end": mail(b"text", head=b"Date: " + b"1 " * 5000 + b"\r\n"),
    "a message id of brackets": mail(b"text", head=b"Message-ID: <[]>\r\nReferences: [\r\n"),
    "a boundary of nothing": mail(b"text", 'Content-Type: multipart/mixed; boundary=""'),
    "a boundary of spaces": mail(b"--  \ntext", 'Content-Type: multipart/mixed; boundary="  "'),
    "only a header": b"Subject: x",
    "nothing": b"",
    "one NUL": b"\x00",
    "a million colons": b":" * 1_000_000,
    "a mail of line ends": b"\r\n" * 100_000,
    "returns only": b"Subject: a\r\rbody",
}

TEXTS = {
    "flowed": mail(
        b"> a quotation that \n> goes on\nA line that \nis one.\n-- \nAnn",
        "Content-Type: text/plain; format=flowed",
    ),
    "flowed, spaces dropped": mail(b"One wo \nrd", "Content-Type: text/plain; format=flowed; "
                                   "delsp=yes"),
    "quoted-printable": mail(b"caf=C3=A9 =\nau lait", "Content-Type: text/plain; charset=utf-8",
                             "Content-Transfer-Encoding: quoted-printable"),
    "base64": mail(base64.b64encode("naïve".encode()), "Content-Type: text/plain; charset=UTF-8",
                   "Content-Transfer-Encoding: BASE64"),
    "base64 in two pieces": mail(base64.b64encode(b"a") + base64.b64encode(b"bc"),
                                 "Content-Transfer-Encoding: base64"),
    "base64 with dirt": mail(b"aGV*sb G8\n\x00", "Content-Transfer-Encoding: base64"),
    "utf-8 that says ascii": mail("naïve", "Content-Type: text/plain; charset=us-ascii"),
    "utf-8 that says latin": mail("naïve", "Content-Type: text/plain; charset=iso-8859-1"),
    "latin that says utf-8": mail(b"na\xefve", "Content-Type: text/plain; charset=utf-8"),
    "windows quotes in latin": mail(b"\x93quoted\x94", "Content-Type: text/plain; charset=latin1"),
    "japanese": mail("慢性疲労".encode("iso2022_jp"), "Content-Type: text/plain; "
                     "charset=ISO-2022-JP"),
    "a false encoding": mail(b"plain words", "Content-Transfer-Encoding: x-none"),
    "no header at all": b"Just words, saved as a mail.",
    "from an mbox": b"From ann@reader.example Fri Nov 27 10:00:00 2026\n" + PLAIN + b"\r\nHello.",
    "line feeds only": PLAIN.replace(b"\r", b"") + b"\nHello.",
    "a line that is no header": PLAIN + b"this begins the body\r\nand goes on",
    "html": mail("<p>One <b>two</b><br>three<ul><li>four<li>five</ul>", HTML),
    "html with links": mail(
        '<a href="https://evil.example/x">https://bank.example</a> <a href="https://same.example/">'
        'https://same.example</a> <a href="mailto:a@b.example">a@b.example</a> <a href="#x">up</a>'
        '<a href="javascript:alert(1)">run</a>', HTML),
    "html that does things": mail(
        "<head><title>t</title><style>p{}</style></head><script>evil()</script><p>words"
        '<img src="http://evil.example/pixel.png"><img src=x alt="a cat"><iframe src="file:///etc">'
        "</iframe><!-- hidden --><svg><text>drawn</text></svg><blockquote>quoted<p>more"
        "</blockquote><table><tr><td>a<td>b</table><pre>as  it\n  is</pre>", HTML),
    "html in its own charset": mail(
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">\xef\xf0',
        "Content-Type: text/html"),
    "deep html": mail(b"<div>" * 20_000 + b"<p>the kernel", HTML),
    "wide html": mail(b"<a href='x'>y</a>" * 50_000, HTML),
    "html of entities": mail(b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><p>&b;&eacute;",
                             HTML),
    "uuencoded": mail(UU),
    "uuencoded, broken": mail(b"begin 644 x\n\xff\xff\nno end"),
    "pgp inline": mail(b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----"),
    "bidi": mail("safe \u202egnp.exe\u202c and \x07bell \u2066x", "Content-Type: text/plain; "
                 "charset=utf-8"),
    "a NUL in the text": mail(b"a\x00b"),
    "a million characters in one line": mail(b"word " * 200_000),
    "accents piled up": mail("e" + "\u0301" * 100_000, "Content-Type: text/plain; charset=utf-8"),
}  # fmt: skip

PDF = part(base64.b64encode(b"%PDF-"), "Content-Type: application/pdf; name=a.pdf",
           "Content-Transfer-Encoding: base64", "Content-Disposition: attachment")  # fmt: skip
STRUCTURES = {
    "alternative": multipart(
        "alternative", part(b"plain words"), part("<p>HTML words", HTML)),
    "alternative with a blank text": multipart(
        "alternative", part(b" \n"), part("<p>HTML words", HTML)),
    "apple": multipart("mixed", part(b"before"), PDF, part(b"after")),
    "no end": multipart("mixed", part(b"words"), PDF, end=False),
    "no parts": mail(b"words without parts", "Content-Type: multipart/mixed; boundary=b"),
    "a boundary that begins another": mail(
        b"--a\n\nfirst\n--ab\nstill first\n--a\n\nsecond\n--a--\n",
        "Content-Type: multipart/mixed; boundary=a"),
    "ten thousand parts": multipart("mixed", *[part(b"x")] * 10_000),
    "a hundred thousand boundaries": mail(b"--b\n" * 100_000, "Content-Type: multipart/mixed; "
                                          "boundary=b"),
    "digest": multipart("digest", b"\r\n" + mail(b"one"), b"\r\n" + mail(b"two")),
    "forwarded": multipart("mixed", part(b"see below"),
                           b"Content-Type: message/rfc822\r\n\r\n" + mail(b"their words")),
    "matryoshka of twenty": matryoshka(20),
    "matryoshka of a thousand": matryoshka(1000),
    "signed": multipart("signed", part(b"words"),
                        part(b"sig", "Content-Type: application/pgp-signature")),
    "encrypted": multipart("encrypted", part(b"Version: 1", "Content-Type: "
                                             "application/pgp-encrypted"),
                           part(b"-----BEGIN", "Content-Type: application/octet-stream")),
    "smime": mail(base64.b64encode(b"\x30\x80"), "Content-Type: application/pkcs7-mime; "
                  "smime-type=enveloped-data; name=smime.p7m",
                  "Content-Transfer-Encoding: base64"),
    "tnef": multipart("mixed", part(b"words"), part(b"\x78\x9f\x3e\x22", "Content-Type: "
                      "application/ms-tnef; name=winmail.dat")),
    "external body": multipart("mixed", part(b"words"), part(
        b"Content-Type: image/png\n\n", "Content-Type: message/external-body; "
        "access-type=local-file; name=/etc/passwd", "X-Mozilla-External-Attachment-URL: "
        "file:////evil.example/share")),
    "partial": mail(b"a piece", "Content-Type: message/partial; id=x; number=1; total=2"),
    "bounce": multipart("report", part(b"could not be delivered"),
                        part(b"Action: failed", "Content-Type: message/delivery-status"),
                        b"Content-Type: text/rfc822-headers\r\n\r\n" + PLAIN),
    "calendar": multipart("alternative", part(b"come"), part(b"BEGIN:VCALENDAR",
                          "Content-Type: text/calendar")),
    "only a picture": mail(base64.b64encode(b"\x89PNG"), "Content-Type: image/png; name=x.png",
                           "Content-Transfer-Encoding: base64"),
    "text as a file": multipart("mixed", part(b"words"), part(
        b"a,b", "Content-Type: text/plain", "Content-Disposition: attachment; filename=t.csv")),
}  # fmt: skip

SENDERS = {
    "two froms": b"From: a@one.example\r\nFrom: b@two.example\r\n",
    "two in one": b"From: A <a@one.example>, B <b@two.example>\r\n",
    "group": b"From: The team: a@one.example, b@two.example;\r\n",
    "empty group": b"From: undisclosed-recipients:;\r\n",
    "address as name": b'From: "ceo@bank.example" <a@evil.example>\r\n',
    "encoded comma": b"From: =?utf-8?q?ceo=40bank=2Eexample=3E=2C?= <a@evil.example>\r\n",
    "cyrillic": "From: <ann@re\u0430der.example>\r\n".encode(),
    "bidi name": "From: \u202eelpmaxe.knab <a@evil.example>\r\n".encode(),
    "comment": b"From: a@one.example (Ann (the reader))\r\n",
    "folded": b"From: Ann\r\n Reader\r\n <a@one.example>\r\n",
    "quoted": b'From: "Reader, Ann \\"A\\"" <a@one.example>\r\n',
    "no address": b"From: nobody at all\r\n",
    "sender only": b"Sender: a@one.example\r\n",
    "none": b"",
    "reply elsewhere": b"From: a@one.example\r\nReply-To: Other <b@two.example>\r\n",
    "route": b"From: <@one.example,@two.example:a@three.example>\r\n",
    "latin-1": b"From: J\xf6rg <a@one.example>\r\n",
}

FILE_NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    "C:\\temp\\x.doc": "x.doc",
    "/etc/cron.d/x": "x",
    "...": "attachment",
    "": "attachment",
    ".bashrc": "bashrc",
    "CON": "_CON",
    "nul.txt": "_nul.txt",
    "a\x00b.pdf": "a_b.pdf",
    "a:stream": "a_stream",
    "ann\u202efdp.exe": "annfdp.exe",
    "pic.png\u200b.exe": "pic.png.exe",
    "trailing. . ": "trailing",
    "=?utf-8?q?caf=C3=A9=2Epdf?=": "café.pdf",
    "a/b": "b",
    "e\u0301.txt": "\u00e9.txt",
    "x" * 300 + ".pdf": "x" * 115 + "….pdf",
    "report.desktop": "report.desktop",
    'a"b|c?.lnk': "a_b_c_.lnk",
    "~/x": "x",
    "line\r\nBcc: y": "line Bcc_ y",
}


def with_file(name: str) -> bytes:
    """A mail with a file of that name."""
    coded = "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "surrogateescape"))
    return multipart("mixed", part(b"words"), part(
        b"data", "Content-Type: application/octet-stream",
        f"Content-Disposition: attachment; filename*=utf-8''{coded}"))  # fmt: skip


def everything() -> dict[str, bytes]:
    """All of them by name: what a fuzzer starts from."""
    found = {**STDLIB_TRAPS, **TEXTS, **STRUCTURES}
    found |= {f"sender: {name}": mail(b"x", head=head) for name, head in SENDERS.items()}
    found |= {f"file: {name[:20]!r}": with_file(name) for name in FILE_NAMES}
    return found
