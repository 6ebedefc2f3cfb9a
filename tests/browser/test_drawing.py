"""Every block is drawn, as text and never as markup, and fits the narrowest phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.assistant.web.shop import MARKUP
from tests.browser.conftest import Visit
from tests.browser.talking import ask

pytestmark = pytest.mark.slow


def test_every_kind_of_block_is_drawn(visit: Visit) -> None:
    page = visit()
    turn = ask(page, "all")
    expect(turn.locator(".text").first).to_contain_text("first line\nsecond line", use_inner_text=True)
    expect(turn.locator(".card .note.warning").first).to_have_text("three days late")
    expect(turn.locator(".card .totals .strong").last).to_have_text("3,780.00")
    expect(turn.locator("tfoot")).to_contain_text("1,500.00")
    expect(turn.locator("td.right").first).to_have_css("text-align", "right")
    picture = turn.get_by_alt_text("Chart: Sales by region")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    expect(turn.get_by_role("link", name="Download report.xlsx")).to_have_attribute("href", "/files/report.xlsx")


def test_a_file_elsewhere_is_no_link(visit: Visit) -> None:
    turn = ask(visit(), "all")
    expect(turn.get_by_text("evil.txt")).to_be_visible()
    expect(turn.get_by_role("link")).to_have_count(2)


def test_a_source_opens_from_its_number_in_the_text(visit: Visit) -> None:
    turn = ask(visit(), "all")
    passage = turn.locator("blockquote")
    expect(passage).to_be_hidden()
    expect(turn.get_by_role("button", name="Open source 7")).to_have_count(0)
    turn.get_by_role("button", name="Open source 1").click()
    expect(passage).to_have_text(f"E3 {MARKUP}")
    expect(turn.locator("summary")).to_be_focused()


def test_markup_in_messages_names_and_documents_stays_text(visit: Visit) -> None:
    page = visit()
    title = page.title()
    ask(page, MARKUP)
    ask(page, "all")
    for _ in range(2):
        expect(page.locator(".said").first).to_contain_text(MARKUP)
        expect(page.locator(".card h3")).to_contain_text(MARKUP)
        assert page.locator("#log script, #log img[src='x'], #log b:not(.sources b)").count() == 0
        assert page.title() == title
        page.reload()


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int, dark: bool) -> None:
    page = visit(width=width, height=740, dark=dark)
    turn = ask(page, "all")
    ask(page, "card 3")
    ask(page, "一二三四五" * 60 + " " + "x" * 400)
    beyond = page.evaluate("""() => {
        const inside = (element) => element.closest(".scrolled, .unseen") === null;
        const all = [...document.querySelectorAll("body *")].filter(inside);
        return all.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.outerHTML);
    }""")
    assert beyond == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    table = turn.locator(".table .scrolled")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")


def test_the_bar_of_a_phone_is_one_line_in_either_language(visit: Visit) -> None:
    tops = "[...document.querySelectorAll('header button')].map(each => each.getClientRects()[0].height)"
    for language in ("en-GB", "zh-CN"):
        page = visit(language=language, width=360)
        heights = page.evaluate(tops)
        assert max(heights) < 44, (language, heights)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(visit: Visit, dark: bool) -> None:
    page = visit(dark=dark)
    ask(page, "all")
    ask(page, "card 3")
    faint = page.evaluate(_CONTRAST)
    assert faint == []


_CONTRAST = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const mixed = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => part / 255).map((part) =>
            part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    for (const element of document.querySelectorAll("body *:not(script):not(:disabled)")) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!own || !element.checkVisibility()) continue;
        const grounds = [];
        for (let each = element; each; each = each.parentElement) {
            grounds.unshift(getComputedStyle(each).backgroundColor);
        }
        const [a, b] = [light(mixed(grounds)), light(mixed([...grounds, getComputedStyle(element).color]))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) faint.push(`${element.className || element.tagName} ${contrast.toFixed(2)}`);
    }
    return faint;
}"""
