// The evidence near the entry that has the focus: follows the entries, and is walked and used by keys.
import { free } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";
import { fetchFragment } from "../trusted.js";

const wait = 180; // ms: while one runs down the list nothing is asked

const island: Island = (element, signal) => {
  const items = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>(".near-item")];
  const rove = (): void => {
    for (const [at, item] of items().entries()) item.tabIndex = at === 0 ? 0 : -1;
  };
  let timer = 0;
  let asked = "";

  const follow = async (entry: HTMLElement): Promise<void> => {
    const id = entry.id.replace("entry-", "");
    if (id === element.dataset["entry"] || id === asked) return;
    asked = id;
    const address = new URL(`${element.dataset["source"] ?? ""}/${id}/near`, location.href);
    try {
      const found = (await fetchFragment(address.href, { signal })).querySelector<HTMLElement>("#near");
      // who walks here meanwhile is not interrupted, and an answer overtaken by a later question is dropped
      if (!found || asked !== id || element.contains(document.activeElement)) return;
      element.replaceChildren(...found.childNodes);
      element.dataset["entry"] = id;
      rove();
      const here = new URL(location.href);
      here.searchParams.set("near", id); // what is swapped or loaded again stays with the same entry
      history.replaceState(history.state, "", here);
      for (const each of document.querySelectorAll(".entry.is-near")) each.classList.remove("is-near");
      entry.classList.add("is-near");
      document.dispatchEvent(new CustomEvent("inquest:fresh", { detail: element }));
    } catch {
      // the aside stays as it was: it is a help, not an answer
    } finally {
      if (asked === id) asked = "";
    }
  };

  document.addEventListener("focusin", (event) => {
    const entry = event.target instanceof Element ? event.target.closest<HTMLElement>(".timeline > .entry[id^='entry-']:not(.is-edited)") : null;
    if (!entry) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      // what is being deleted just now has nothing near it any more
      if (entry.isConnected && !entry.querySelector(".htmx-request")) void follow(entry);
    }, wait);
  }, { signal });

  // The link of an entry leads here without leaving the page.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>(".entry [data-act='near']") : null;
    const entry = link?.closest<HTMLElement>(".entry");
    if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    clearTimeout(timer);
    void follow(entry).then(() => {
      const first = items()[0];
      first?.focus({ preventScroll: true });
      first?.scrollIntoView({ block: "nearest" });
    });
  }, { signal });

  element.addEventListener("keydown", (event) => {
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>(".near-item") : null;
    if (!item || !free(event)) return;
    const all = items();
    const at = all.indexOf(item);
    const to = { j: at + 1, ArrowDown: at + 1, k: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[keyName(event)];
    const act = { a: "attach", e: "make" }[keyName(event)];
    if (to !== undefined) {
      event.preventDefault();
      all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
    } else if (act) {
      event.preventDefault();
      item.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
    } else if (keyName(event) === "Escape") {
      event.preventDefault();
      document.getElementById(`entry-${element.dataset["entry"] ?? ""}`)?.focus();
    }
  }, { signal });

  rove();
};
export default island;
