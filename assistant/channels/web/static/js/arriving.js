// What arrives without having been asked for here: approval requests, decisions, answers given in another tab.

import { word } from "./words.js";

const SAY_LOST_AFTER = 3000;
const PAUSE_MAX = 10000;

/** Listens for turns of a conversation while the page is looked at; a hidden tab would only hold a connection. */
export class Arrivals {
  #source = null;
  #pause = 500;
  #lost = null;
  #next = null;

  /** `status` is the element that tells when the connection is lost. */
  constructor({ conversation, after, status, onTurn, onCards, onSignedOut }) {
    Object.assign(this, { conversation, after, status, onTurn, onCards, onSignedOut });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    addEventListener("online", () => this.#open());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", () => this.#open());
    this.#open();
  }

  #open() {
    if (this.#source !== null || document.hidden) return;
    clearTimeout(this.#next);
    const query = new URLSearchParams({ conversation: this.conversation, after: String(this.after) });
    const source = new EventSource(`/web/events?${query}`);
    this.#source = source;
    source.addEventListener("open", () => this.#found());
    source.addEventListener("turn", (event) => {
      this.after = Math.max(this.after, Number(event.lastEventId) || 0);
      this.onTurn(JSON.parse(event.data));
    });
    source.addEventListener("cards", (event) => this.onCards(JSON.parse(event.data)));
    source.addEventListener("signed_out", () => this.onSignedOut());
    // The browser would try again by itself, but not after every kind of failure.
    source.addEventListener("error", () => this.#reopen());
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#next);
    this.#found();
  }

  #found() {
    clearTimeout(this.#lost);
    this.#lost = null;
    this.status.hidden = true;
    this.#pause = 500;
  }

  #reopen() {
    this.#source?.close();
    this.#source = null;
    this.#lost ??= setTimeout(() => {
      this.status.textContent = word("reconnecting");
      this.status.hidden = false;
    }, SAY_LOST_AFTER);
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#ask(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, PAUSE_MAX);
  }

  /** Whether the page may still listen, which an EventSource does not tell. */
  async #ask() {
    const query = new URLSearchParams({ conversation: this.conversation, before: "0" });
    const response = await fetch(`/web/turns?${query}`).catch(() => null);
    if (response?.status === 401) this.onSignedOut();
    else if (response?.ok) this.#open();
    else this.#reopen();
  }
}
