// The box people write in: what sends, what does not, and the draft that survives a reload.

import { byId } from "./dom.js";

/** The message box. `send(text)` is called with what was written; `draftKey` names the person's draft. */
export class Composer {
  #box = byId("message");
  #send = byId("send");

  constructor(send, draftKey) {
    this.send = send;
    this.draftKey = draftKey;
    this.write(sessionStorage.getItem(draftKey) ?? "");
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#box.addEventListener("keydown", (event) => {
      // While an input method composes, Enter picks a word; Safari says so only by the key code.
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || composing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#box.addEventListener("input", () => this.#changed());
    this.takeFocus();
  }

  /** Puts the cursor into the box if it is nowhere: pressed buttons go away. Not on phones, whose keyboard would pop up. */
  takeFocus() {
    if (document.activeElement === document.body && matchMedia("(hover: hover)").matches) this.#box.focus();
  }

  /** Puts a text into the box. */
  write(text) {
    this.#box.value = text;
    this.#changed();
  }

  #submit() {
    const text = this.#box.value;
    if (text.trim() === "") return;
    this.write("");
    this.#box.focus();
    this.send(text.trim());
  }

  #changed() {
    this.#send.disabled = this.#box.value.trim() === "";
    sessionStorage.setItem(this.draftKey, this.#box.value);
    if (!CSS.supports("field-sizing", "content")) {
      this.#box.style.height = "auto";
      this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
    }
  }
}
