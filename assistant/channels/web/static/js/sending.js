// Sending what the person says, each message under an id of its own, until it is answered or honestly given up.
//
// Sending the same id again is harmless: the server answers it by the same turn. So whatever breaks (the network, the
// server, the stream in the middle) is mended by sending again, by itself for a while and then by the person.

import { eventsOf } from "./stream.js";
import { serverTime, word } from "./words.js";

const GIVE_UP_AFTER = 60000;
const UNAVAILABLE_FOR = 10000;
const PAUSES = [300, 700, 1500, 3000];
const LONG = 4;

/** Sends messages of one conversation and tells `log` how they fare. */
export class Sender {
  #log;
  #cards;
  #conversation;
  #underWay = new Map();

  constructor({ conversation, log, cards, onSignedOut }) {
    this.#conversation = conversation;
    this.#log = log;
    this.#cards = cards;
    this.onSignedOut = onSignedOut;
  }

  /** Says words. */
  say(text) {
    return this.#begin({ message_id: newId(), kind: "text", text, action: "" });
  }

  /** Presses a button; `owner.setBusy` keeps its fellows from being pressed meanwhile. */
  async press(action, label, owner) {
    owner.setBusy(true);
    await this.#begin({ message_id: newId(), kind: "button", text: label, action });
    owner.setBusy(false);
  }

  /** Waits for the answer to a message that was sent before the page was loaded. */
  resume(message) {
    return this.#begin(message);
  }

  /** The answer came another way. */
  answered(id) {
    this.#underWay.get(id)?.abort("answered");
  }

  #begin(message) {
    this.#log.say({ ...message, sending: true }, serverTime());
    return this.#deliver(message);
  }

  async #deliver(message) {
    const id = message.message_id;
    const given = new AbortController();
    this.#underWay.set(id, given);
    const late = setTimeout(() => given.abort("late"), GIVE_UP_AFTER);
    const retry = () => this.#deliver(message);
    this.#log.working(id, word("working"));
    try {
      const refused = await this.#untilAnswered(message, given.signal);
      if (refused) this.#log.fail(id, refused.detail, refused.status >= 500 ? retry : null);
    } catch (error) {
      if (given.signal.reason === "answered") return;
      if (error instanceof SignedOut) {
        this.onSignedOut(message);
      } else if (!navigator.onLine) {
        this.#log.fail(id, word("offline"), retry);
        addEventListener("online", () => this.#again(id, retry), { once: true });
      } else {
        const sentence = error.accepted ? word("late", { seconds: GIVE_UP_AFTER / 1000 }) : word("broken");
        this.#log.fail(id, sentence, retry);
      }
    } finally {
      clearTimeout(late);
      if (this.#underWay.get(id) === given) this.#underWay.delete(id);
    }
  }

  #again(id, retry) {
    if (!this.#underWay.has(id) && this.#log.isUnanswered(id)) retry();
  }

  /** Tries until a try ends with an answer or a refusal; the refusal's problem details, or null. */
  async #untilAnswered(message, signal) {
    const began = Date.now();
    let accepted = false;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const ending = await this.#try(message, signal, () => (accepted = true));
        if (ending === "answered") return null;
        if (ending.status !== 503 || Date.now() - began > UNAVAILABLE_FOR) return ending;
      } catch (error) {
        if (error instanceof SignedOut || signal.aborted || !navigator.onLine) throw Object.assign(error, { accepted });
      }
      this.#log.working(message.message_id, word("reconnecting"));
      await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)], signal).catch((error) => {
        throw Object.assign(error, { accepted });
      });
    }
  }

  /** One request. "answered", or the problem it ended with; throws when it broke off. */
  async #try(message, signal, onAccepted) {
    const { message_id, kind, text, action } = message;
    const said = kind === "button" ? { action } : { text };
    const response = await fetch("/web/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ conversation: this.#conversation, message_id, ...said }),
      signal,
    });
    if (response.status === 401) throw new SignedOut();
    if (!response.ok) return problemOf(response);
    let ending = null;
    for await (const { name, data } of eventsOf(response)) {
      if (name === "accepted") {
        onAccepted();
        this.#log.arrived(message_id);
        this.#log.working(message_id, word("working"));
      } else if (name === "working") {
        this.#log.working(message_id, word(data.seconds < LONG ? "working" : "working_long", data));
      } else if (name === "reply") {
        this.#log.answer(data, [message_id], serverTime());
        ending = "answered";
      } else if (name === "problem") {
        ending = data;
      } else if (name === "cards") {
        this.#cards.apply(data);
      }
    }
    if (ending === null) throw new Error("the stream broke off");
    return ending;
  }
}

class SignedOut extends Error {}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  return { status: response.status, detail: problem.detail ?? word("broken") };
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error("given up"));
    if (signal.aborted) return stop();
    const timer = setTimeout(() => (signal.removeEventListener("abort", stop), resolve()), milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), stop()), { once: true });
    return undefined;
  });
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Without TLS and off this machine, browsers keep randomUUID back.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
