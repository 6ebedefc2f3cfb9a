"""Pages from their templates. Templates hold no words: those are in the locale files, under `web`."""

from __future__ import annotations

from functools import cache

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.channels.web.assets import address_of
from assistant.replies.entries import entries
from assistant.replies.words import say

LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
_TAGS = {"zh": "zh-CN", "en": "en"}


def draw(template: str, language: str, *, status: int = 200, **facts: object) -> HTMLResponse:
    """The page `template` in `language`."""
    page = _environment().get_template(template)
    html = page.render(
        language=language,
        language_tag=_TAGS[language],
        other_languages={code: name for code, name in LANGUAGE_NAMES.items() if code != language},
        asset=address_of,
        t=lambda key, **given: say(f"web.{key}", language, **given),
        **facts,
    )
    return HTMLResponse(html, status)


def back_to_page() -> RedirectResponse:
    """Where a form leads once it was sent: reloading what follows sends nothing again."""
    return RedirectResponse("/", 303)


def client_words(language: str) -> dict[str, str]:
    """The words that the page's own code needs, by their names under `web.client`."""
    prefix = "web.client."
    return {key.removeprefix(prefix): text for key, text in entries(language).items() if key.startswith(prefix)}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
