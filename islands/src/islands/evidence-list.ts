// The evidence list: without this a plain paged list; with it a window over all rows, run by keys.
import { free } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";
import { pages, reveal, step, visible } from "../logic/window.js";
import { announce, toast, words } from "../say.js";
import { fetchFragment } from "../trusted.js";

// Beyond this no browser scrolls exactly (Firefox ends near 17.8 million px): the plain pages stay.
const tallest = 15_000_000;
const spare = 12;
const keptPages = 40;

const island: Island = (element, signal) => {
  if (element instanceof HTMLOListElement && element.querySelector(":scope > li")) new EvidenceList(element, signal).begin();
};
export default island;

class EvidenceList {
  private readonly total: number;
  private readonly size: number;
  private readonly source: string;
  private readonly form = document.querySelector<HTMLFormElement>("#make-entry");
  private readonly rows = new Map<number, HTMLLIElement>();
  private readonly asked = new Map<number, Promise<void>>();
  private readonly chosen = new Set<string>();
  private readonly before = pad();
  private readonly after = pad();
  private height = 0;
  private focused = 0;
  private anchor: number | undefined;
  private frame = 0;

  // lifecycle

  constructor(private readonly list: HTMLOListElement, private readonly signal: AbortSignal) {
    this.total = Number(list.dataset["total"]);
    this.size = Number(list.dataset["pageSize"]) || 100;
    this.source = list.dataset["source"] ?? "";
  }

  begin(): void {
    const { list, signal } = this;
    const first = [...list.querySelectorAll<HTMLLIElement>(":scope > li")];
    this.focused = Number(first[0]?.dataset["index"] ?? 0);
    const target = location.hash && first.find((row) => `#${row.id}` === location.hash);
    first.forEach((row, at) => this.adopt(row, this.focused + at));
    if (target) this.focused = Number(target.dataset["index"]);
    this.height = first[0]?.offsetHeight ?? 0;
    list.addEventListener("keydown", (event) => this.onKey(event), { signal });
    list.addEventListener("change", (event) => this.onTick(event), { signal });
    list.addEventListener("click", (event) => this.onClick(event), { signal });
    list.addEventListener("submit", (event) => this.onSuggestion(event), { signal });
    list.addEventListener("focusin", (event) => this.onFocus(event), { signal });
    this.form?.addEventListener("submit", () => this.fillForm(), { signal });
    for (const clear of document.querySelectorAll("[data-act='clear-selection']")) clear.addEventListener("click", () => this.clear(), { signal });
    if (this.total > first.length && this.total * this.height <= tallest && this.source) {
      this.beWindow();
    } else {
      this.rove();
      this.offerAll();
    }
    this.showCount();
  }

  private beWindow(): void {
    const { list, signal } = this;
    list.classList.add("is-virtual");
    for (const pager of document.querySelectorAll<HTMLElement>(list.dataset["pager"] ?? ".pager")) pager.hidden = true;
    list.replaceChildren(this.before, this.after);
    list.addEventListener("scroll", () => this.later(), { signal, passive: true });
    const watch = new ResizeObserver(() => this.measure());
    watch.observe(list);
    signal.addEventListener("abort", () => watch.disconnect());
    this.draw();
    list.scrollTop = this.focused * this.height;
    this.draw();
  }

  // actions

  private onKey(event: KeyboardEvent): void {
    const inside = event.target instanceof HTMLElement && event.target.matches("a, button, select, textarea");
    if (!free(event) || (inside && (event.key === "Enter" || event.key === " "))) return;
    const key = keyName(event);
    const to = step(key, this.focused, this.perPage(), this.total);
    const act = to === undefined ? this.acts[key] : () => this.move(to, event.shiftKey);
    if (!act) return;
    event.preventDefault();
    act();
  }

  private readonly acts: Record<string, () => void> = {
    " ": () => this.toggle(this.focused),
    x: () => this.toggle(this.focused),
    e: () => this.makeEntry(),
    E: () => this.makeEntry(this.form?.querySelector<HTMLButtonElement>("[name='each']")),
    a: () => this.pressSuggestion("accept"),
    d: () => this.pressSuggestion("dismiss"),
    Enter: () => this.rows.get(this.focused)?.querySelector<HTMLElement>("a")?.click(),
    Escape: () => this.clear(),
  };

  private move(to: number, extend: boolean): void {
    if (!this.windowed && !this.rows.has(to)) return; // a plain page ends where its rows end
    if (extend) {
      this.anchor ??= this.focused;
      this.pick(this.focused, true);
    } else {
      this.anchor = undefined;
    }
    const from = this.focused;
    void this.focusOn(to).then(() => {
      if (!extend) return;
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      for (let at = low; at <= high; at += 1) this.pick(at, true);
      this.showCount(true);
    });
  }

  private toggle(index: number): void {
    const box = this.box(index);
    if (!box) return;
    this.pick(index, !this.chosen.has(box.value));
    this.showCount(true);
  }

  private onTick(event: Event): void {
    const row = rowOf(event.target);
    if (!row || !(event.target instanceof HTMLInputElement)) return;
    this.pick(Number(row.dataset["index"]), event.target.checked);
    this.showCount(true);
  }

  // A click on the row itself focuses it; with Shift it selects from the focused row to here.
  private onClick(event: MouseEvent): void {
    const row = rowOf(event.target);
    if (!row || (event.target instanceof Element && event.target.closest("a, button, input, summary"))) return;
    this.move(Number(row.dataset["index"]), event.shiftKey);
  }

  private onFocus(event: FocusEvent): void {
    const row = rowOf(event.target);
    if (!row) return;
    this.focused = Number(row.dataset["index"]);
    this.rove();
  }

  private makeEntry(button?: HTMLButtonElement | null): void {
    const row = this.box(this.focused);
    if (this.chosen.size === 0 && row) {
      this.pick(this.focused, true);
      this.showCount();
    }
    if (this.chosen.size > 0) this.form?.requestSubmit(button);
  }

  // What scrolls by in a window is not shown all at once, so that nobody selects what they did not see.
  private offerAll(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-act='select-all']")) {
      button.hidden = false;
      button.addEventListener("click", () => this.selectAll(), { signal: this.signal });
    }
  }

  private selectAll(): void {
    for (const index of this.rows.keys()) this.pick(index, true);
    this.showCount(true);
  }

  private clear(): void {
    this.chosen.clear();
    for (const row of this.rows.values()) this.mark(row);
    this.showCount(true);
  }

  private pressSuggestion(act: "accept" | "dismiss"): void {
    this.rows.get(this.focused)?.querySelector<HTMLFormElement>(`form[data-act="${act}"]`)?.requestSubmit();
  }

  private onSuggestion(event: SubmitEvent): void {
    const form = event.target;
    const row = rowOf(form);
    if (!row || !(form instanceof HTMLFormElement) || !form.dataset["act"]) return;
    event.preventDefault();
    void this.sendSuggestion(row, form, form.dataset["act"]);
  }

  private async sendSuggestion(row: HTMLLIElement, form: HTMLFormElement, act: string): Promise<void> {
    if (row.getAttribute("aria-busy") === "true") return;
    row.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      const fragment = await fetchFragment(form.action, { method: "POST", body, signal: this.signal });
      const fresh = fragment.querySelector("li");
      const index = Number(row.dataset["index"]);
      const hadFocus = row.contains(document.activeElement);
      if (fresh) {
        row.replaceWith(fresh);
        this.adopt(fresh, index);
      } else {
        row.querySelector(".suggestion")?.remove();
      }
      if (hadFocus) this.rows.get(index)?.focus({ preventScroll: true });
      announce(words(this.list, act === "accept" ? "accepted" : "dismissed"));
    } catch {
      toast(words(this.list, navigator.onLine ? "failed" : "offline"), true);
    } finally {
      row.removeAttribute("aria-busy");
    }
  }

  // private: selection

  private pick(index: number, on: boolean): void {
    const box = this.box(index);
    if (!box) return;
    if (on) this.chosen.add(box.value);
    else this.chosen.delete(box.value);
    box.checked = on;
  }

  private mark(row: HTMLLIElement): void {
    const box = row.querySelector<HTMLInputElement>("input[name='evidence']");
    if (box) box.checked = this.chosen.has(box.value);
  }

  private box(index: number): HTMLInputElement | null {
    return this.rows.get(index)?.querySelector<HTMLInputElement>("input[name='evidence']") ?? null;
  }

  private showCount(say = false): void {
    const text = words(this.list, "selected", { n: this.chosen.size });
    for (const slot of document.querySelectorAll("[data-slot='selected']")) slot.textContent = text;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-needs-selection]")) button.disabled = this.chosen.size === 0;
    if (say) announce(text);
  }

  private fillForm(): void {
    for (const old of this.form?.querySelectorAll("input[data-added]") ?? []) old.remove();
    for (const id of this.chosen) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: "evidence", value: id });
      hidden.dataset["added"] = "";
      this.form?.append(hidden);
    }
  }

  // private: the window

  private adopt(row: HTMLLIElement, index: number): void {
    row.dataset["index"] = String(index);
    row.tabIndex = index === this.focused ? 0 : -1;
    row.setAttribute("aria-setsize", String(this.total));
    row.setAttribute("aria-posinset", String(index + 1));
    const box = row.querySelector<HTMLInputElement>("input[name='evidence']");
    if (box) {
      box.removeAttribute("form"); // what is selected is sent by fillForm, on screen or not
      box.tabIndex = -1;
      if (box.checked) this.chosen.add(box.value);
      box.checked = this.chosen.has(box.value);
    }
    this.rows.set(index, row);
  }

  private measure(): void {
    const row = this.list.querySelector<HTMLLIElement>(":scope > li[data-index]");
    if (row && row.offsetHeight > 0 && row.offsetHeight !== this.height) {
      const at = this.list.scrollTop / this.height;
      this.height = row.offsetHeight;
      this.list.scrollTop = at * this.height;
    }
    this.later();
  }

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const { list, total, height } = this;
    const span = visible(list.scrollTop, list.clientHeight, height, total, spare);
    this.before.style.height = `${span.from * height}px`;
    this.after.style.height = `${(total - span.to) * height}px`;
    const wanted: HTMLLIElement[] = [];
    for (let at = span.from; at < span.to; at += 1) wanted.push(this.rows.get(at) ?? this.blank(at));
    const focus = document.activeElement instanceof HTMLElement && list.contains(document.activeElement) ? rowOf(document.activeElement) : null;
    for (const child of [...list.children]) if (child !== this.before && child !== this.after && !wanted.includes(child as HTMLLIElement)) child.remove();
    let cursor: Element = this.before;
    for (const row of wanted) {
      if (cursor.nextElementSibling !== row) cursor.after(row);
      cursor = row;
    }
    if (focus && !focus.isConnected) list.focus({ preventScroll: true });
    for (const offset of pages(span, this.size)) void this.load(offset);
    this.forget(span.from, span.to);
  }

  private load(offset: number): Promise<void> {
    const known = this.asked.get(offset);
    if (known) return known;
    const last = Math.min(offset + this.size, this.total) - 1;
    if (this.filled(offset) && this.filled(last)) return Promise.resolve();
    const asked = this.fetchRows(offset);
    this.asked.set(offset, asked);
    return asked;
  }

  private async fetchRows(offset: number): Promise<void> {
    this.list.setAttribute("aria-busy", "true");
    try {
      const address = new URL(this.source, location.href);
      address.searchParams.set("offset", String(offset));
      address.searchParams.set("limit", String(this.size));
      const fragment = await fetchFragment(address.href, { signal: this.signal });
      [...fragment.querySelectorAll("li")].slice(0, this.size).forEach((row, at) => this.settle(row, offset + at));
      this.later();
    } catch {
      if (!this.signal.aborted) toast(words(this.list, navigator.onLine ? "failed" : "offline"), true);
    } finally {
      this.asked.delete(offset);
      if (this.asked.size === 0) this.list.removeAttribute("aria-busy");
    }
  }

  // A row that came takes the place of its blank, and the focus that waited there.
  private settle(row: HTMLLIElement, index: number): void {
    const old = this.rows.get(index);
    const focused = old !== undefined && old === document.activeElement;
    this.adopt(row, index);
    if (old?.isConnected) old.replaceWith(row);
    if (focused) row.focus({ preventScroll: true });
  }

  private filled(index: number): boolean {
    const row = this.rows.get(index);
    return row !== undefined && !row.classList.contains("is-blank");
  }

  private blank(index: number): HTMLLIElement {
    const row = document.createElement("li");
    row.className = "is-blank";
    this.adopt(row, index);
    return row;
  }

  // Far rows leave the memory too; they come again from the server.
  private forget(from: number, to: number): void {
    const most = keptPages * this.size;
    if (this.rows.size <= most) return;
    for (const index of this.rows.keys()) {
      if (index < from - most / 4 || index > to + most / 4) this.rows.delete(index);
    }
  }

  // private: focus

  private perPage(): number {
    return Math.max(1, Math.floor(this.list.clientHeight / Math.max(1, this.height)) - 1);
  }

  private get windowed(): boolean {
    return this.list.classList.contains("is-virtual");
  }

  private async focusOn(index: number): Promise<void> {
    this.focused = index;
    if (this.windowed) {
      this.list.scrollTop = reveal(index, this.list.scrollTop, this.list.clientHeight, this.height);
      this.draw();
    }
    this.rove();
    const row = this.rows.get(index);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    if (this.windowed && !this.filled(index)) await this.load(Math.floor(index / this.size) * this.size);
  }

  private rove(): void {
    for (const row of this.list.querySelectorAll<HTMLLIElement>(":scope > li[data-index]")) {
      row.tabIndex = Number(row.dataset["index"]) === this.focused ? 0 : -1;
    }
  }
}

function rowOf(target: EventTarget | null): HTMLLIElement | null {
  return target instanceof Element ? target.closest<HTMLLIElement>("li[data-index]") : null;
}

function pad(): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "pad";
  item.setAttribute("aria-hidden", "true");
  return item;
}
