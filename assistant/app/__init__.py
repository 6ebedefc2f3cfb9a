"""The composition root: everything a process needs, put together from the settings. Entry points are in `cli`.

The server is in `serving`, which is imported by `zhanggui serve` alone: it loads the HTTP framework.
"""

from assistant.app.application import Application

__all__ = ["Application"]
