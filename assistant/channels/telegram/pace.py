"""How fast may be sent: the limits Telegram names, kept before it has to remind us. Values only; nobody waits here."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_Limits = tuple[tuple[int, float], ...]

CHAT: _Limits = ((1, 1.0),)
GROUP: _Limits = ((1, 1.0), (20, 60.0))
OVERALL: _Limits = ((30, 1.0),)
"""Messages and the seconds within which no more are sent."""

_CHATS_KEPT = 2000


@dataclass(slots=True)
class Pace:
    """When messages went out, and until when a chat wants none. Times are seconds of a clock that only runs forward."""

    _all: deque[float] = field(default_factory=deque)
    _by_chat: dict[int, deque[float]] = field(default_factory=dict)
    _held: dict[int, float] = field(default_factory=dict)

    def wait(self, chat: int, now: float) -> float:
        """Seconds until a message may go to the chat; 0 when it may go now."""
        free_at = max(
            self._held.get(chat, now),
            _free_at(self._all, OVERALL, now),
            _free_at(self._by_chat.get(chat, deque()), GROUP if chat < 0 else CHAT, now),
        )
        return max(0.0, free_at - now)

    def sent(self, chat: int, now: float) -> None:
        """A message goes to the chat now."""
        for times, limits in ((self._all, OVERALL), (self._by_chat.setdefault(chat, deque()), GROUP)):
            times.append(now)
            while len(times) > max(count for count, _ in limits):
                times.popleft()
        if len(self._by_chat) > _CHATS_KEPT:
            self._forget(now)

    def hold(self, chat: int, until: float) -> None:
        """Telegram wants no message to the chat before that time."""
        self._held[chat] = max(until, self._held.get(chat, 0.0))

    def _forget(self, now: float) -> None:
        longest = max(within for _, within in GROUP)
        self._by_chat = {chat: sent for chat, sent in self._by_chat.items() if sent[-1] > now - longest}
        self._held = {chat: until for chat, until in self._held.items() if until > now}


def _free_at(sent: deque[float], limits: _Limits, now: float) -> float:
    return max((sent[-count] + within for count, within in limits if len(sent) >= count), default=now)
