// Making elements. Whatever people or documents wrote goes in as text nodes, never as markup.

/** An element with attributes and children; strings become text. Attributes that are null or false are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** The page's element with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A button that calls `onClick`. It never submits a form. */
export function button(label, onClick, attributes = {}) {
  const element = el("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}
