"""The composition root: everything a process needs, put together from the settings. Entry points are in `cli`."""

from assistant.app.application import Application
from assistant.app.serving import serve

__all__ = ["Application", "serve"]
