"""Every byte of an inbox's files as SQLCipher sees it, free pages and journals included.

SQLCipher 4: a page of 4,096 bytes ends with 16 bytes of IV and 64 of HMAC; the first 16 bytes of a
file are its salt. With the raw key the pages are AES-256-CBC. A rollback journal holds pages in the
same form, each after four bytes of its number and before four of a checksum.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from curator_app.inbox.keys import Master
from curator_app.inbox.places import Places

PAGE, RESERVED, IV = 4096, 80, 16


def decrypted(path: Path, key: bytes) -> bytes:
    """All pages of a database file, in clear."""
    data = path.read_bytes()
    return b"".join(
        _page(data[at : at + PAGE], key, first=at == 0) for at in range(0, len(data), PAGE)
    )


def journal_pages(path: Path, key: bytes) -> bytes:
    """All pages of a rollback journal, in clear; what is no page decrypts to noise."""
    data = path.read_bytes()
    pages: list[bytes] = []
    for start in range(0, len(data) - PAGE, 4):
        if start % 512 in range(0, 512, 4) and (start - 512) % (PAGE + 8) == 4:
            pages.append(_page(data[start : start + PAGE], key, first=False))
    return b"".join(pages)


def everything(folder: Path, master: Master) -> dict[str, bytes]:
    """The files of an inbox by name, decrypted where they are encrypted."""
    places = Places(folder)
    keys = dict(zip(places.databases(), ("main", "facts", "audit"), strict=True))
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(folder))
        purpose = next((p for own, p in keys.items() if own.name == path.name), "")
        key = master.derived(f"file/{purpose}") if purpose else b""
        found[name] = decrypted(path, key) if purpose else path.read_bytes()
        if path.name.endswith("-journal"):
            base = path.name.removesuffix("-journal")
            purpose = next(p for own, p in keys.items() if own.name == base)
            found[f"{name} pages"] = journal_pages(path, master.derived(f"file/{purpose}"))
    return found


def _page(page: bytes, key: bytes, *, first: bool) -> bytes:
    skipped = IV if first else 0
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opened.update(page[skipped : PAGE - RESERVED]) + opened.finalize()


def hits(folder: Path, master: Master, needles: dict[str, bytes]) -> Iterator[str]:
    """Where any of these still stands."""
    for name, data in everything(folder, master).items():
        for what, needle in needles.items():
            if needle in data:
                yield f"{what} in {name}"
