// Keys on the timeline: j/k move, n inserts, e edits, s splits, m merges, Delete deletes. Each key presses
// the entry's own link or button [data-act]; htmx or the browser does the rest.
import { free, press } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";

const acts: Record<string, string> = { n: "insert", e: "edit", s: "split", m: "merge", Delete: "delete" };

// Where the focus was: outlives the list, which a swap may exchange whole. A page has one timeline.
let last = "";
let place = 0;

const island: Island = (element, signal) => {
  const entries = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>(":scope > .entry:not(.is-outside)")];
  const rove = (entry: HTMLElement | undefined): void => {
    for (const each of entries()) each.tabIndex = each === entry ? 0 : -1;
  };

  element.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement)) return;
    const form = target.closest<HTMLFormElement>(".entry-form");
    if (form) return inForm(event, form);
    const entry = target.closest<HTMLElement>(".entry");
    if (!entry || !free(event)) return;
    const at = entries().indexOf(entry);
    const to = { j: at + 1, ArrowDown: at + 1, k: at - 1, ArrowUp: at - 1, Home: 0, End: entries().length - 1 }[keyName(event)];
    const act = acts[keyName(event)];
    if (to !== undefined) {
      event.preventDefault();
      entries()[Math.max(0, Math.min(to, entries().length - 1))]?.focus();
    } else if (act) {
      const control = entry.querySelector<HTMLElement>(`[data-act="${act}"]`);
      if (!control) return;
      event.preventDefault();
      press(control);
    }
  }, { signal });

  element.addEventListener("focusin", (event) => {
    const entry = event.target instanceof Element ? event.target.closest<HTMLElement>(".entry") : null;
    if (!entry) return;
    last = entry.id;
    place = entries().indexOf(entry);
    rove(entry);
  }, { signal });

  // After a swap the focus goes back to the entry it was on, or to the one that took its place.
  const restore = (): void => {
    if (!element.isConnected || last === "") return;
    const form = element.querySelector<HTMLElement>(".entry-form [autofocus], .entry-form [aria-invalid='true'], .entry-form textarea");
    if (form) return form.focus();
    if (document.activeElement && document.activeElement !== document.body) return;
    const entry = document.getElementById(last) ?? entries()[Math.min(place, entries().length - 1)];
    rove(entry);
    entry?.focus();
  };
  document.addEventListener("htmx:after:swap", restore, { signal });

  rove(entries()[0]);
  restore();
};
export default island;

function inForm(event: KeyboardEvent, form: HTMLFormElement): void {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") {
    const cancel = form.querySelector<HTMLElement>("[data-act='cancel']");
    if (!cancel) return;
    event.preventDefault();
    cancel.click();
  }
}
