"""format=flowed (RFC 3676): lines that a mail program broke are put together again."""

from __future__ import annotations


def unflowed(text: str, *, delete_space: bool) -> str:
    """The paragraphs of a flowed text; quotation marks keep their depth."""
    done: list[str] = []
    depth, pieces = 0, list[str]()
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        quoted = len(line) - len(content)
        content = content.removeprefix(" ")
        signature = content == "-- "
        if pieces and (quoted != depth or signature):
            _end(done, depth, pieces)
        depth = quoted
        flows = content.endswith(" ") and not signature
        pieces.append(content[:-1] if flows and delete_space else content)
        if not flows:
            _end(done, depth, pieces)
    if pieces:
        _end(done, depth, pieces)
    return "\n".join(done)


def _end(done: list[str], depth: int, pieces: list[str]) -> None:
    text = "".join(pieces)
    pieces.clear()
    done.append(f"{'>' * depth} {text}" if depth else text)
