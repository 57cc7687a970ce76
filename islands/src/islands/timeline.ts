// Keys on the timeline: j/k move, n inserts, e edits, t sets a key moment, s splits, m merges, Delete deletes, v goes to
// the evidence nearby. Each key presses the entry's own link or button [data-act]; htmx or the browser does the rest.
// The tools of an entry come when somebody turns to it: hundreds of entries would carry the same forms.
import { free, press } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";
import { fetchFragment } from "../trusted.js";

const acts: Record<string, string> = { n: "insert", e: "edit", t: "moment", s: "split", m: "merge", Delete: "delete", v: "near" };

// Where the focus was: outlives the list, which a swap may exchange whole. A page has one timeline.
let last = "";
let control = "";
let place = 0;
let beside = "";
// Forms that somebody else's swap would have thrown away, by the id of their item, and who stood before them.
const kept: { item: HTMLElement; before: string }[] = [];

interface Swap {
  ctx?: { sourceElement?: Element; target?: Element | string };
}

const wait = 120; // ms: while one runs down the list nothing is asked

const island: Island = (element, signal) => {
  const asked = new WeakMap<Element, Promise<void>>();
  const fetchTools = async (entry: HTMLElement): Promise<void> => {
    const tools = entry.querySelector<HTMLElement>(".entry-tools:not([data-whole])");
    if (!tools || element.dataset["tools"] === undefined) return;
    const id = entry.id.replace("entry-", "");
    const found = (await fetchFragment(new URL(`${element.dataset["source"] ?? ""}/${id}/tools`, location.href).href, { signal })).querySelector<HTMLElement>(".entry-tools");
    if (!found || !tools.isConnected) return;
    const act = tools.contains(document.activeElement) && document.activeElement instanceof HTMLElement ? document.activeElement.dataset["act"] : undefined;
    tools.replaceChildren(...found.childNodes);
    tools.dataset["whole"] = "";
    document.dispatchEvent(new CustomEvent("inquest:fresh", { detail: tools }));
    if (act !== undefined) (tools.querySelector<HTMLElement>(`[data-act="${act}"]`) ?? tools.querySelector<HTMLElement>("[data-act]"))?.focus();
  };
  /** What can be done with an entry, fetched once. Where that fails the plain links stay. */
  const withTools = (entry: HTMLElement): Promise<void> => {
    const before = asked.get(entry);
    if (before) return before;
    const now = fetchTools(entry).catch(() => void asked.delete(entry));
    asked.set(entry, now);
    return now;
  };
  // The pointer and the focus turn to entries on their own: a mouse that rests does not take back what a key asked for.
  const turner = (): ((entry: HTMLElement | null) => void) => {
    let timer = 0;
    return (entry) => {
      if (!entry?.id.startsWith("entry-")) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => void withTools(entry), wait);
    };
  };
  const pointTo = turner();
  const turnTo = turner();
  element.addEventListener("pointerover", (event) => {
    pointTo(event.target instanceof Element ? event.target.closest<HTMLElement>(".entry") : null);
  }, { signal });
  // A plain link of the list, used before the tools are there, does what the tool would.
  element.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".entry-tools:not([data-whole]) a[data-act]") : null;
    const entry = link?.closest<HTMLElement>(".entry");
    if (!link || !entry || element.dataset["tools"] === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void withTools(entry).then(() => {
      const tool = entry.querySelector<HTMLElement>(`.entry-tools[data-whole] [data-act="${link.dataset["act"] ?? ""}"]`);
      if (tool) press(tool);
      else if (!entry.querySelector(".entry-tools[data-whole]")) location.assign(link.href);
    });
  }, { signal, capture: true });

  const entries = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>(":scope > .entry:not(.is-outside)")];
  const rove = (entry: HTMLElement | undefined): void => {
    for (const each of entries()) each.tabIndex = each === entry ? 0 : -1;
  };

  element.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement)) return;
    const form = target.closest<HTMLElement>(".entry-form");
    if (form) return inForm(event, form);
    const menu = target.closest<HTMLDetailsElement>("details[open]");
    if (menu && event.key === "Escape") {
      event.preventDefault();
      menu.open = false;
      return menu.querySelector<HTMLElement>("summary")?.focus();
    }
    const entry = target.closest<HTMLElement>(".entry");
    if (!entry || !free(event)) return;
    const at = entries().indexOf(entry);
    const to = { j: at + 1, ArrowDown: at + 1, k: at - 1, ArrowUp: at - 1, Home: 0, End: entries().length - 1 }[keyName(event)];
    const act = keyName(event) === "Enter" && target === entry ? "edit" : acts[keyName(event)];
    if (to !== undefined) {
      event.preventDefault();
      entries()[Math.max(0, Math.min(to, entries().length - 1))]?.focus();
    } else if (act) {
      event.preventDefault();
      void withTools(entry).then(() => {
        const found = entry.querySelector<HTMLElement>(`[data-act="${act}"]`);
        if (!found) return;
        press(found);
        if (act !== "moment") return;
        found.parentElement?.querySelector<HTMLElement>("button")?.focus();
        found.parentElement?.querySelector<HTMLElement>(".menu-list")?.scrollIntoView({ block: "nearest" });
      });
    }
  }, { signal });

  // A second form in the same place would have the same ids: the first takes the focus instead.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[hx-get*='timeline/new']") : null;
    const after = link && new URLSearchParams(link.getAttribute("hx-get")?.split("?")[1]).get("after");
    const there = after && document.getElementById(`new-${after}`);
    if (!there) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    there.querySelector<HTMLElement>("textarea")?.focus();
  }, { signal, capture: true });

  element.addEventListener("focusin", (event) => {
    const entry = event.target instanceof Element ? event.target.closest<HTMLElement>(".entry") : null;
    if (!entry) return;
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>(".entry-tools [data-act]") : null;
    if (entry.querySelector(".entry-form")) {
      if (entry.id.startsWith("entry-")) last = entry.id; // not what had the focus in it: the form goes
    } else {
      last = entry.id;
      control = from?.dataset["act"] ?? "";
    }
    place = entries().indexOf(entry);
    rove(entry);
    turnTo(entry);
  }, { signal });

  // A swap of the whole desk would throw away what is being written elsewhere on it: those forms are lifted out.
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = (event as CustomEvent<Swap>).detail;
    const target = typeof ctx?.target === "string" ? document.querySelector(ctx.target) : ctx?.target;
    beside = ctx?.sourceElement?.closest(".near-item")?.id ?? "";
    if (!target?.contains(element) || target === element.closest(".entry")) return;
    for (const item of element.querySelectorAll<HTMLElement>(":scope > .is-edited")) {
      if (ctx?.sourceElement && item.contains(ctx.sourceElement)) continue;
      kept.push({ item, before: item.previousElementSibling?.id ?? "" });
      item.remove();
    }
  }, { signal });

  const putBack = (): void => {
    for (const { item, before } of kept.splice(0)) {
      for (const field of item.querySelectorAll("[autofocus]")) field.removeAttribute("autofocus");
      const old = document.getElementById(item.id);
      if (old) old.replaceWith(item);
      else if (document.getElementById(before)) document.getElementById(before)?.after(item);
      else element.prepend(item);
    }
  };

  // After a swap the focus goes into the form that came; else to the entry that was written, or back to where it was.
  const restore = (): void => {
    if (!element.isConnected) return;
    putBack();
    const item = beside === "" ? null : document.getElementById(beside);
    beside = "";
    if (item) return item.focus();
    const touched = element.querySelector<HTMLElement>(".entry[data-touched]");
    if (touched) {
      touched.removeAttribute("data-touched");
      rove(touched);
      return focusTool(touched, touched.id === last ? control : "");
    }
    if (document.activeElement && document.activeElement !== document.body) return;
    const form = element.querySelector<HTMLElement>(".entry-form [autofocus]");
    if (form) return form.focus();
    if (last === "") return;
    const entry = document.getElementById(last) ?? entries()[Math.min(place, entries().length - 1)];
    rove(entry);
    if (entry) focusTool(entry, control);
  };
  const focusTool = (entry: HTMLElement, act: string): void => {
    entry.focus();
    if (act === "") return;
    void withTools(entry).then(() => {
      if (document.activeElement === entry) entry.querySelector<HTMLElement>(`.entry-tools [data-act="${act}"]`)?.focus();
    });
  };
  document.addEventListener("htmx:after:swap", restore, { signal });

  rove(entries()[0]);
  restore();
  // who was there before this was
  const present = document.activeElement?.closest<HTMLElement>(".entry");
  if (present && element.contains(present)) turnTo(present);
};
export default island;

function inForm(event: KeyboardEvent, form: HTMLElement): void {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    (form instanceof HTMLFormElement ? form : form.querySelector("form"))?.requestSubmit();
  } else if (event.key === "Escape") {
    const cancel = form.querySelector<HTMLElement>("[data-act='cancel']");
    if (!cancel) return;
    event.preventDefault();
    cancel.click();
  }
}
