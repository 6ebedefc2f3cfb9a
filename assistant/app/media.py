"""The channels there are: found as packages beside `assistant.channels.contract`, none named here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fastapi import APIRouter

from assistant import channels
from assistant.channels.contract import Channel, ChannelContext


def routers(context: ChannelContext) -> list[APIRouter]:
    """What channels that speak HTTP want mounted."""
    return [package.make_router(context) for package in _packages() if hasattr(package, "make_router")]


def pushed_channels(context: ChannelContext) -> dict[str, Channel]:
    """The channels that messages are pushed to and that are set up, by name."""
    made = [package.make_channel(context) for package in _packages() if hasattr(package, "make_channel")]
    return {channel.name: channel for channel in made if channel is not None}


def _packages() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(channels.__path__):
        if module.ispkg:
            yield importlib.import_module(f"{channels.__name__}.{module.name}")
