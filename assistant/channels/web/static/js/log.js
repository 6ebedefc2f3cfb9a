// The list of messages: what was said, what is worked on, what was answered, in the order of the conversation.

import { drawBlocks } from "./blocks.js";
import { button, byId, el } from "./dom.js";
import { dayOf, dayWords, timeWords, word } from "./words.js";

const SHOWN_MAX = 1500;
const NEAR = 140;

/** The messages on the page. A turn is shown once, however often it arrives. */
export class Log {
  #list = byId("log");
  #scroll = byId("scroll");
  #news = byId("new-messages");
  #turns = new Map();
  #said = new Map();
  #labels = new Map();

  /** `cards` draws cards; `press(action, label, owner)` is called for choices. */
  constructor(cards, press) {
    this.cards = cards;
    this.press = press;
    this.#news.textContent = word("new_messages");
    this.#news.addEventListener("click", () => this.#toEnd());
    this.#scroll.addEventListener("scroll", () => this.#atEnd() && (this.#news.hidden = true), { passive: true });
  }

  get isEmpty() {
    return this.#list.childElementCount === 0;
  }

  /** Shows a message of the person's own at the end, if it is not there yet. */
  say(message, at) {
    if (this.#said.has(message.message_id)) return;
    this.#list.append(...this.#dayBefore(this.#list.lastElementChild, at), this.#bubble(message, at));
    this.#toEnd();
  }

  /** Shows under a message that it is worked on. */
  working(id, text) {
    const known = this.#indicator(id, "working");
    if (known.childElementCount === 0) {
      known.append(el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span"));
    }
    if (known.lastElementChild.textContent !== text) known.lastElementChild.textContent = text;
  }

  /** Shows under a message what went wrong, with a way to try again where that may help. */
  fail(id, sentence, retry) {
    const again = retry ? button(word("retry"), retry) : null;
    this.#said.get(id)?.bubble.classList.remove("sending");
    this.#indicator(id, "failed").replaceChildren(el("span", { role: "alert" }, sentence), ...(again ? [again] : []));
  }

  /** The message has reached the server. */
  arrived(id) {
    this.#said.get(id)?.bubble.classList.remove("sending");
  }

  /** Whether a message of this page still waits for its answer. */
  isUnanswered(id) {
    return Boolean(this.#said.get(id)?.indicator);
  }

  /** Shows the answer to the messages with these ids below the last of them; without any, at the end. */
  answer(reply, ids, at) {
    const pinned = this.#atEnd();
    const asked = ids.map((id) => this.#said.get(id)).filter((each) => each !== undefined);
    for (const each of asked) {
      each.bubble.classList.remove("sending");
      each.indicator?.remove();
      each.indicator = null;
    }
    const last = asked.at(-1)?.bubble;
    const known = this.#turns.get(reply.turn);
    if (known !== undefined) {
      // Two messages were answered by one turn: it stands below both.
      if (last && known.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING) last.after(known);
      return;
    }
    const turn = this.#draw(reply, at);
    turn.classList.add("arrived");
    if (last) last.after(turn);
    else this.#list.append(...this.#dayBefore(this.#list.lastElementChild, at), turn);
    this.cards.keep(turn);
    this.#onlyLastChoices();
    if (pinned) this.#show(last ?? turn);
    else this.#news.hidden = false;
  }

  /** Shows a turn as it was recorded, with the messages it answers. */
  record(turn) {
    for (const message of turn.said) this.say(message, turn.at);
    this.answer(turn.reply, turn.said.map((message) => message.message_id), turn.at);
  }

  /** Puts older turns above those shown, without moving what the person looks at. */
  prepend(turns) {
    const first = this.#list.firstElementChild;
    const height = this.#scroll.scrollHeight;
    const pieces = [];
    const drawn = [];
    for (const turn of turns.filter((each) => !this.#turns.has(each.reply.turn))) {
      pieces.push(...this.#dayBefore(pieces.at(-1), turn.at));
      pieces.push(...turn.said.map((message) => this.#bubble(message, turn.at)));
      drawn.push(this.#draw(turn.reply, turn.at));
      pieces.push(drawn.at(-1));
    }
    if (pieces.length && first?.classList.contains("day") && first.dataset.day === pieces.at(-1).dataset.day) first.remove();
    this.#list.prepend(...pieces);
    for (const each of drawn.reverse()) this.cards.keep(each, { older: true });
    this.#onlyLastChoices();
    this.#scroll.scrollTop += this.#scroll.scrollHeight - height;
  }

  #bubble(message, at) {
    const text = this.#labels.get(message.action) ?? message.text;
    const pressed = message.kind === "button" ? "pressed" : "";
    const bubble = el(
      "p",
      { class: `said ${pressed}`.trim(), title: timeWords(at), "data-day": dayOf(at) },
      el("span", { class: "unseen" }, word("you")),
      text.slice(0, SHOWN_MAX),
    );
    if (text.length > SHOWN_MAX) {
      const more = button(word("more"), () => more.replaceWith(text.slice(SHOWN_MAX)), { class: "more" });
      bubble.append("…", more);
    }
    if (message.sending) bubble.classList.add("sending");
    this.#said.set(message.message_id, { bubble, indicator: null });
    return bubble;
  }

  #draw(reply, at) {
    const choose = (choice) => {
      this.#labels.set(choice.action, choice.label);
      return button(choice.label, (event) => this.press(choice.action, choice.label, busy(event.target.parentElement)), {
        class: choice.style === "normal" ? null : choice.style,
      });
    };
    const blocks = drawBlocks(reply, this.cards, choose);
    for (const card of reply.blocks.filter((block) => block.type === "card")) {
      for (const each of card.buttons) this.#labels.set(each.action, each.label);
    }
    const attributes = {
      class: "turn",
      title: timeWords(at),
      "data-day": dayOf(at),
      lang: reply.language === "zh" ? "zh-CN" : reply.language,
    };
    const turn = el("article", attributes, el("span", { class: "unseen" }, word("assistant")), ...blocks);
    this.#turns.set(reply.turn, turn);
    return turn;
  }

  #indicator(id, name) {
    const said = this.#said.get(id);
    if (said.indicator?.className === name) return said.indicator;
    const pinned = this.#atEnd();
    said.indicator?.remove();
    said.indicator = el("div", { class: name });
    said.bubble.after(said.indicator);
    if (pinned) this.#toEnd();
    return said.indicator;
  }

  #dayBefore(previous, at) {
    if (previous?.dataset?.day === dayOf(at) || (previous && !previous.dataset.day)) return [];
    return [el("div", { class: "day", "data-day": dayOf(at) }, dayWords(at))];
  }

  /** A choice belongs to the question that was asked last. */
  #onlyLastChoices() {
    const turns = [...this.#list.querySelectorAll(".turn")];
    for (const turn of turns) {
      for (const choices of turn.querySelectorAll(".choices")) choices.hidden = turn !== turns.at(-1);
    }
  }

  #atEnd() {
    return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < NEAR;
  }

  #toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  /** Goes to the end, but not so far that the beginning of `element` is out of sight. */
  #show(element) {
    this.#toEnd();
    const above = this.#scroll.getBoundingClientRect().top + 12 - element.getBoundingClientRect().top;
    if (above > 0) this.#scroll.scrollTop -= above;
  }
}

function busy(choices) {
  return {
    setBusy(under) {
      for (const each of choices.children) each.disabled = under;
    },
  };
}
