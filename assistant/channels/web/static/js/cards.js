// Cards: drawing them, and keeping those that were shown level with what became of their proposals.

import { button, el } from "./dom.js";
import { serverTime, word } from "./words.js";

const UNDECIDED = ["pending", "awaiting_approval"];
const LOOK_EVERY = 15000;

/** All cards on the page. Of several cards of one proposal only the last one can be acted on. */
export class Cards {
  #press;
  #byProposal = new Map();

  /** `press(action, label, card)` is called when a button is pressed. */
  constructor(press) {
    this.#press = press;
    setInterval(() => this.#expire(), LOOK_EVERY);
  }

  /** The element of a card block. It is kept, if it is a proposal's, until it is known where it stands (`keep`). */
  draw(block) {
    return new Card(block, this.#press).element;
  }

  /** Takes the cards of a new turn into account; with `older` they come before those known. */
  keep(turn, { older = false } = {}) {
    for (const element of turn.querySelectorAll(".card[data-proposal]")) {
      const known = this.#byProposal.get(element.dataset.proposal) ?? [];
      const card = drawn.get(element);
      this.#byProposal.set(element.dataset.proposal, older ? [card, ...known] : [...known, card]);
      this.#settle(element.dataset.proposal);
    }
  }

  /** Applies how proposals stand now: {proposal: {status, status_label, buttons, footer, expires_at}}. */
  apply(states) {
    for (const [proposal, state] of Object.entries(states)) {
      this.#byProposal.get(proposal)?.at(-1)?.update(state);
      this.#settle(proposal);
    }
  }

  #settle(proposal) {
    const known = this.#byProposal.get(proposal) ?? [];
    const last = known.at(-1);
    for (const card of known.slice(0, -1)) card.retire(last);
  }

  #expire() {
    for (const known of this.#byProposal.values()) known.at(-1).expireIfDue();
  }
}

const drawn = new WeakMap();

class Card {
  constructor(block, press) {
    this.block = block;
    this.press = press;
    this.pill = el("span", { class: "pill" });
    this.buttons = el("div", { class: "buttons" });
    this.remark = el("p", { class: "remark" });
    this.element = el(
      "article",
      { class: "card", "data-proposal": block.proposal, "aria-label": block.title },
      el(
        "header",
        {},
        el("h3", {}, withoutStatus(block)),
        block.number ? el("span", { class: "number" }, block.number) : null,
        this.pill,
      ),
      drawFacts(block.facts),
      drawLines(block.lines),
      drawTotals(block.totals),
      drawNotes(block.notes),
      this.buttons,
      this.remark,
    );
    drawn.set(this.element, this);
    this.update(block);
    this.expireIfDue();
  }

  /** Shows another state of the same document. */
  update({ status, status_label, buttons, footer, expires_at }) {
    // Standing as before, they stay the same elements: they may have the focus, or be under a finger.
    const same = this.state !== undefined && asText(this.state.buttons) === asText(buttons);
    this.state = { status, status_label, buttons, footer, expires_at };
    const closed = this.block.proposal !== null && !UNDECIDED.includes(status) && status !== "executed";
    this.element.classList.toggle("over", closed);
    this.pill.className = `pill ${/^\w+$/.test(status) ? status : ""}`;
    this.pill.textContent = status_label;
    this.pill.hidden = status_label === "";
    if (!same) this.buttons.replaceChildren(...buttons.map((each) => this.#button(each)));
    this.buttons.hidden = buttons.length === 0;
    this.remark.textContent = footer;
    this.remark.hidden = footer === "";
  }

  /** A later card of the same proposal is shown: this one only tells what became of it. */
  retire(last) {
    this.update({ ...last.state, buttons: [], footer: "", expires_at: null });
    this.element.classList.add("over");
  }

  /** Nothing can be pressed while an earlier press is under way. */
  setBusy(busy) {
    for (const each of this.buttons.children) each.disabled = busy;
  }

  expireIfDue() {
    const { status, expires_at } = this.state;
    if (!UNDECIDED.includes(status) || !expires_at || Date.parse(expires_at) > serverTime()) return;
    this.update({ status: "expired", status_label: word("expired"), buttons: [], footer: "", expires_at });
  }

  #button({ label, action, style }) {
    return button(label, () => this.press(action, label, this), { class: style === "normal" ? null : style });
  }
}

/** What buttons are, to compare them: their keys come in another order from the record than from the books. */
function asText(buttons) {
  return JSON.stringify(buttons.map(({ label, action, style }) => [label, action, style]));
}

/** The title names the status for channels that have no other place for it; here the pill does. */
function withoutStatus({ title, status_label }) {
  const begin = `${status_label} · `;
  return status_label && title.startsWith(begin) ? title.slice(begin.length) : title;
}

function drawFacts(facts) {
  if (facts.length === 0) return null;
  return el("dl", { class: "facts" }, ...facts.flatMap((fact) => [el("dt", {}, fact.label), el("dd", {}, fact.value)]));
}

function drawLines(lines) {
  if (lines.length === 0) return null;
  const items = lines.map((line) =>
    el(
      "li",
      {},
      el("span", { class: "title" }, line.title),
      line.amount ? el("span", { class: "amount" }, line.amount) : null,
      line.detail ? el("span", { class: "detail" }, line.detail) : null,
      drawNotes(line.notes),
    ),
  );
  return el("ul", { class: "lines" }, ...items);
}

function drawTotals(totals) {
  if (totals.length === 0) return null;
  const rows = totals.flatMap((total) => {
    const strong = { class: total.strong ? "strong" : null };
    return [el("dt", strong, total.label), el("dd", strong, total.value)];
  });
  return el("dl", { class: "totals" }, ...rows);
}

function drawNotes(notes) {
  if (notes.length === 0) return null;
  return el("ul", { class: "notes" }, ...notes.map((note) => el("li", { class: `note ${note.level}` }, note.text)));
}
