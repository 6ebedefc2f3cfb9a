// Drawing a reply: one function for each kind of block, except cards, which live on and are in cards.js.

import { el } from "./dom.js";
import { sizeWords, word } from "./words.js";

/** The elements of a reply's blocks. `cards` draws and keeps cards; `press(button)` makes a choice's button. */
export function drawBlocks(reply, cards, press) {
  const sources = reply.blocks.filter((block) => block.type === "citations").flatMap((block) => block.items);
  return reply.blocks.map((block, place) => {
    switch (block.type) {
      case "text":
        return drawText(block, reply.turn, sources);
      case "card":
        return cards.draw(block);
      case "table":
        return drawTable(block);
      case "chart":
        return drawChart(block, reply.turn, place);
      case "file":
        return drawFile(block);
      case "buttons":
        return el("div", { class: "buttons choices" }, ...block.buttons.map(press));
      case "citations":
        return drawSources(block, reply.turn);
      default:
        return null;
    }
  }).filter((element) => element !== null);
}

function drawText(block, turn, sources) {
  const known = new Set(sources.map((source) => source.number));
  // Splitting by a group gives the numbers too: every second piece is one.
  const pieces = block.text.split(/\[(\d{1,3})\]/);
  const parts = pieces.map((piece, index) => {
    if (index % 2 === 0) return piece;
    return known.has(Number(piece)) ? citeMark(Number(piece), turn) : `[${piece}]`;
  });
  return el("p", { class: `text ${block.tone === "normal" ? "" : block.tone}`.trim() }, ...parts);
}

function citeMark(number, turn) {
  const label = word("open_source", { number });
  const mark = el("button", { type: "button", class: "cite", title: label, "aria-label": label }, `[${number}]`);
  mark.addEventListener("click", () => {
    const source = document.getElementById(sourceId(turn, number));
    if (source === null) return;
    source.open = true;
    source.scrollIntoView({ block: "nearest" });
    source.querySelector("summary").focus();
  });
  return mark;
}

function drawSources(block, turn) {
  const items = block.items.map((item) => {
    const title = item.section ? `${item.title} · ${item.section}` : item.title;
    return el(
      "details",
      { id: sourceId(turn, item.number) },
      el("summary", {}, el("b", {}, `[${item.number}]`), ` ${title}`),
      el("blockquote", {}, item.passage),
    );
  });
  return el("section", { class: "sources", "aria-label": word("source") }, ...items);
}

function sourceId(turn, number) {
  return `source-${turn}-${number}`;
}

function drawTable(block) {
  const side = (index) => ({ class: block.columns[index]?.align === "right" ? "right" : null });
  const row = (cells) => el("tr", {}, ...cells.map((cell, index) => el("td", side(index), cell)));
  const heads = block.columns.map((column, index) => el("th", { scope: "col", ...side(index) }, column.label));
  const table = el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...block.rows.map(row)),
    block.total ? el("tfoot", {}, row(block.total)) : null,
  );
  return el(
    "figure",
    { class: "sheet table" },
    block.title ? el("figcaption", {}, block.title) : null,
    // A box that scrolls must be reachable by keyboard.
    el("div", { class: "scrolled", tabindex: 0, role: "region", "aria-label": block.title || null }, table),
    block.footnote ? el("p", { class: "footnote" }, block.footnote) : null,
  );
}

function drawChart(block, turn, place) {
  const address = `/web/charts/${encodeURIComponent(turn)}/${place}.svg`;
  const label = word("chart", { title: block.title });
  const picture = el("img", { src: address, alt: label, width: 1200, height: 675 });
  const box = el(
    "div",
    { class: "scrolled" },
    el("a", { href: address, target: "_blank", rel: "noopener" }, picture),
  );
  picture.addEventListener("error", () => box.replaceChildren(el("p", { class: "footnote" }, word("chart_missing"))));
  return el("figure", { class: "sheet chart" }, box);
}

function drawFile(block) {
  // A file that is made only when it is fetched has no size yet.
  const size = block.size === null ? null : el("span", { class: "size" }, sizeWords(block.size));
  // Only addresses on this server: "//elsewhere" and "scheme:" lead away from it.
  if (!/^\/(?![/\\])/.test(block.url)) return el("p", { class: "file" }, block.name, size);
  const label = `${word("download")} ${block.name}`;
  return el("a", { class: "file", href: block.url, download: block.name, "aria-label": label }, block.name, size);
}
