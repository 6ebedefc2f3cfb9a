"""The locale files as one table of texts per language: read once, at the first word that is needed.

Every user-facing text of the product is in `locale/LANGUAGE/*.yaml`. Nested keys are joined by dots; a key exists once
over all files of a language. A further file is read without being named anywhere. Filling texts in is `words`'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).parent / "locale"


def entry(key: str, language: str) -> str:
    """The text `key` in `language`; a key that no file holds is a mistake in the program and raises LookupError."""
    text = find_entry(key, language)
    if text is None:
        raise LookupError(f"no text {key} in {language_of(language)}")
    return text


def find_entry(key: str, language: str) -> str | None:
    """The text `key` in `language`, or None."""
    return entries(language_of(language)).get(key)


@lru_cache(maxsize=64)
def language_of(language: str) -> str:
    """The language we have words in that is nearest to `language`: zh for any Chinese, else en."""
    return "zh" if language.lower().startswith("zh") else "en"


@lru_cache(maxsize=len(LANGUAGES))
def entries(language: str) -> Mapping[str, str]:
    """All texts of one of `LANGUAGES`, by key."""
    # Lazy: a plain command needs few words or none.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            content = yaml.load(file, loader)
        for key, text in _flat(content, ""):
            if key in texts:
                raise ValueError(f"{path.name}: {key} is there twice")
            texts[key] = text
    return texts


def _flat(value: object, prefix: str) -> Iterator[tuple[str, str]]:
    """Nested mappings and lists as pairs of dotted key and text."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise TypeError(f"{prefix}{name!r}: a key is text, quote it")
            yield from _flat(inner, f"{prefix}{name}.")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{prefix}{place}.")
    elif isinstance(value, str):
        yield prefix.removesuffix("."), value
    else:
        raise TypeError(f"{prefix}: a text is expected, quote {value!r}")
