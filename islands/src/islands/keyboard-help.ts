// <dialog data-island="keyboard-help">: opens on ?, adds the keys of this page ([data-key]) to its list.
import { free, want, wanted } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";

const island: Island = (element, signal) => {
  if (!(element instanceof HTMLDialogElement)) return;
  const list = element.querySelector("dl");
  const toggle = element.querySelector<HTMLInputElement>("input[data-act='keys']");
  if (toggle) {
    toggle.checked = wanted();
    toggle.addEventListener("change", () => want(toggle.checked), { signal });
  }
  document.addEventListener("keydown", (event) => {
    if (keyName(event) !== "?" || !free(event) || element.open) return;
    event.preventDefault();
    open(element, list);
  }, { signal });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-act='keyboard-help']")) {
      event.preventDefault();
      open(element, list);
    }
  }, { signal });
};
export default island;

function open(dialog: HTMLDialogElement, list: Element | null): void {
  if (list) {
    for (const old of list.querySelectorAll("[data-added]")) old.remove();
    for (const hint of document.querySelectorAll<HTMLElement>("[data-key]")) list.append(...row(hint));
  }
  dialog.showModal();
}

function row(hint: HTMLElement): Element[] {
  const [term, meaning, key] = [document.createElement("dt"), document.createElement("dd"), document.createElement("kbd")];
  key.textContent = hint.dataset["key"] ?? "";
  term.append(key);
  term.dataset["added"] = meaning.dataset["added"] = "";
  meaning.textContent = hint.dataset["keyName"] ?? hint.getAttribute("aria-label") ?? label(hint);
  return [term, meaning];
}

function label(hint: HTMLElement): string {
  const copy = hint.cloneNode(true) as HTMLElement;
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return (copy.textContent ?? "").trim() || (hint.getAttribute("placeholder") ?? "");
}
