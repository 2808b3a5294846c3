"""Text that is somebody's health story: it shows itself only where it is asked to by name."""

from __future__ import annotations

from typing import NoReturn


class Private:
    """A text that no log, traceback, f-string, JSON or pickle can carry away by accident.

    `reveal()` gives the text. Equality and truth work; everything that would print it does not.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: for a plain-text widget, the encrypted store, or a reply."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Private) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Private(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("Private text is not pickled.")


NOTHING = Private()
