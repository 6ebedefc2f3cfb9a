"""The data files that lie beside the modules which read them: words, patterns, defaults. Each is read once.

What is told to people is no such data; that is in the locale files of `replies`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


@cache
def data_of(package: str, name: str) -> Any:  # noqa: ANN401 - what the file holds; the reader names its shape
    """The content of the YAML file `name` in `package`. It is shared: nobody may change it."""
    # Lazy: a plain command needs few words or none.
    import yaml

    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
