"""The Telegram channel: long polling in, messages with inline buttons out. It decides nothing.

The telegram library is imported only where a bot is set up.
"""

from __future__ import annotations

from assistant.channels.contract import Channel, ChannelContext

CHANNEL = "telegram"
"""The name its conversations and linked accounts carry."""


def make_channel(context: ChannelContext) -> Channel | None:
    """The channel of the bot whose token is in the settings; None where there is none."""
    if context.settings.telegram_token is None:
        return None
    from assistant.channels.telegram.channel import make_telegram_channel

    return make_telegram_channel(context)
