"""Asking Telegram for news, without end. An update is acknowledged once it is stored, never before.

Nothing needs to be kept for that: Telegram gives again whatever was not acknowledged, and storing twice is harmless.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from assistant.channels.telegram.bot import POLL_SECONDS, seconds_asked

KINDS = ["message", "edited_message", "callback_query"]

_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_WAIT_AFTER_CONFLICT = 5.0
_WAIT_FOR_TOKEN = 60.0

logger = logging.getLogger(__name__)

Take = Callable[[Update], Awaitable[bool]]
"""Stores an update; False when it can not be stored now and is to be given again."""


async def poll(bot: Bot, take: Take) -> None:
    """Takes updates in their order until cancelled."""
    offset: int | None = None
    failures = 0
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=KINDS)
            # With nothing left open nothing needs an offset; numbers may begin anew after a quiet week.
            offset = offset if updates else None
        except TelegramError as error:
            await asyncio.sleep(await _wait_after(bot, error, failures))
            failures += 1
            continue
        except Exception:
            # One of them could not be read; the library says neither which nor what the others are.
            updates, offset = await _first_alone(bot, offset)
        stored = True
        for update in sorted(updates, key=lambda update: update.update_id):
            stored = await take(update)
            if not stored:
                break
            offset = max(offset or 0, update.update_id + 1)
        failures = 0 if stored else failures + 1
        if not stored:
            await asyncio.sleep(_WAITS[min(failures, len(_WAITS)) - 1])


async def _first_alone(bot: Bot, offset: int | None) -> tuple[tuple[Update, ...], int | None]:
    """The first update there is, or none and the offset behind it when that is the one nobody can read."""
    asked: dict[str, object] = {"limit": 1, "allowed_updates": KINDS}
    if offset is not None:
        asked["offset"] = offset
    with warnings.catch_warnings():
        # It advises to use the method that just failed.
        warnings.simplefilter("ignore", PTBUserWarning)
        try:
            (raw,) = await bot.do_api_request("getUpdates", api_kwargs=asked)
        except (TelegramError, ValueError):
            await asyncio.sleep(_WAITS[-1])
            return (), offset
    try:
        return (Update.de_json(raw, bot),), offset
    except Exception as error:
        logger.error("update %s can not be read (%s) and is left out", raw["update_id"], type(error).__name__)
        return (), int(raw["update_id"]) + 1


async def _wait_after(bot: Bot, error: TelegramError, failures: int) -> float:
    """Seconds until Telegram is asked again."""
    if isinstance(error, RetryAfter):
        return seconds_asked(error)
    if isinstance(error, InvalidToken):
        # The library's own words may carry the token.
        logger.error("Telegram refuses the bot's token. Check TELEGRAM_BOT_TOKEN and TELEGRAM_BASE_URL")
        return _WAIT_FOR_TOKEN
    if isinstance(error, Conflict):
        return await _after_conflict(bot, error)
    if failures in (0, 4):
        logger.warning("Telegram can not be reached, trying again: %s", error)
    return _WAITS[min(failures, len(_WAITS) - 1)]


async def _after_conflict(bot: Bot, error: Conflict) -> float:
    if "webhook" in str(error).lower():
        logger.warning("the bot has a webhook; it is removed, for updates are asked for here")
        try:
            await bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as refused:
            logger.warning("the webhook could not be removed: %s", refused)
        return _WAITS[0]
    logger.warning("another program asks for this bot's updates; only one can. Trying again")
    return _WAIT_AFTER_CONFLICT
