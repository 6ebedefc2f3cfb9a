"""The demo company: a fictional distributor of medical devices, loaded into an empty database and started over."""

from core.demo.loading import DemoReport, NotADemo, fill, load
from core.demo.resetting import reset

__all__ = ["DemoReport", "NotADemo", "fill", "load", "reset"]
