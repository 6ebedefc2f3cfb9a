// Puts the page together: what was said so far, the box, and the two ways answers come.

import { Arrivals } from "./arriving.js";
import { Cards } from "./cards.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { Log } from "./log.js";
import { Sender } from "./sending.js";
import { useWords, word } from "./words.js";

const start = JSON.parse(byId("start").textContent);
useWords(start);
let earliest = start.turns[0]?.seq ?? 0;
const draftKey = `draft:${start.login}`;

const cards = new Cards(press);
const log = new Log(cards, press);
const sender = new Sender({ conversation: start.conversation, log, cards, onSignedOut: toSignIn });
const composer = new Composer(say, draftKey);

showHistory();
new Arrivals({
  conversation: start.conversation,
  after: start.turns.at(-1)?.seq ?? 0,
  status: byId("connection"),
  onTurn: showTurn,
  onCards: (states) => cards.apply(states),
  onSignedOut: () => toSignIn(),
});

function showHistory() {
  const list = byId("log");
  list.setAttribute("aria-busy", "true");
  for (const turn of start.turns) log.record(turn);
  cards.apply(start.cards);
  for (const message of start.waiting) sender.resume(message);
  list.removeAttribute("aria-busy");
  byId("welcome").hidden = !log.isEmpty;
  byId("earlier").hidden = !start.older;
  byId("earlier").addEventListener("click", showEarlier);
  byId("sign-out").addEventListener("submit", () => sessionStorage.removeItem(draftKey));
  for (const sample of document.querySelectorAll("[data-sample]")) {
    sample.addEventListener("click", () => say(sample.textContent));
  }
}

async function showEarlier() {
  const more = byId("earlier");
  more.disabled = true;
  const query = new URLSearchParams({ conversation: start.conversation, before: String(earliest) });
  try {
    const response = await fetch(`/web/turns?${query}`);
    if (response.status === 401) return toSignIn();
    if (!response.ok) throw new Error(String(response.status));
    const { turns, cards: states, older } = await response.json();
    log.prepend(turns);
    cards.apply(states);
    earliest = turns[0]?.seq ?? earliest;
    more.hidden = !older;
  } catch {
    more.textContent = word("earlier_failed");
  } finally {
    more.disabled = false;
  }
  return undefined;
}

function showTurn(turn) {
  // A turn above those shown belongs to what is asked for by `showEarlier`.
  if (turn.seq < earliest) return;
  byId("welcome").hidden = true;
  log.record(turn);
  for (const message of turn.said) sender.answered(message.message_id);
}

function say(text) {
  byId("welcome").hidden = true;
  sender.say(text);
}

async function press(action, label, owner) {
  await sender.press(action, label, owner);
  composer.takeFocus();
}

/** Nobody is signed in any more. What was being said is kept as a draft for when the person is back. */
function toSignIn(message) {
  if (message?.kind === "text") composer.write(message.text);
  location.assign("/");
}
