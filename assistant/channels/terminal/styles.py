"""Emphasis by the terminal's own means, or none at all where the output is not a terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Styles:
    """How emphasis is written. Codes are put around finished lines, so that they never count as columns."""

    on: bool

    def strong(self, text: str) -> str:
        """What can be done, and titles."""
        return self._wrapped(text, "1")

    def muted(self, text: str) -> str:
        """What may be passed over."""
        return self._wrapped(text, "2")

    def warning(self, text: str) -> str:
        """What should not be passed over."""
        return self._wrapped(text, "33")

    def toned(self, text: str, tone: str) -> str:
        """The text in the tone of a block."""
        codes = {"muted": "2", "warning": "33", "error": "31"}
        return self._wrapped(text, codes[tone]) if tone in codes else text

    def _wrapped(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


PLAIN = Styles(on=False)
