// Keys that act on the whole page: an element with data-key="x" is pressed (or focused) by x.
// One switch turns single letters off (WCAG 2.1.4); islands ask `free` before they act on a letter.

import { keyName } from "./logic/key.js";

const store = "inquest-keys";

/** Are single-letter keys wanted? */
export function wanted(): boolean {
  return localStorage.getItem(store) !== "off";
}

/** Remembers whether single-letter keys are wanted. */
export function want(on: boolean): void {
  if (on) localStorage.removeItem(store);
  else localStorage.setItem(store, "off");
}

/** May this key press be a command: no modifier, nobody is writing, nothing took it yet? */
export function free(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key.length === 1 && event.key !== " " && !wanted()) return false;
  const target = event.target;
  return !(target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type='checkbox'], [type='radio'], [type='button'], [type='submit'])")));
}

/** Presses the element: a field takes the focus, anything else is clicked. */
export function press(element: HTMLElement): void {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

/** Listens for the page's own keys. */
export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (!free(event) || document.querySelector("dialog[open]")) return;
    const selector = `[data-key="${CSS.escape(keyName(event))}"]`;
    const element = document.querySelector<HTMLElement>(`main ${selector}`) ?? document.querySelector<HTMLElement>(selector);
    if (!element || element.closest("[hidden]")) return;
    event.preventDefault();
    press(element);
  });
}
