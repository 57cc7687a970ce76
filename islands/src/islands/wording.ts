// The wording of a text while it is written: the server's rules find, here it is underlined and told.
// The underlines lie on a copy of the text behind the transparent area; nothing is ever changed in the text.
import type { Island } from "../loader.js";
import { around, moved, pieces, type Span } from "../logic/spans.js";
import { announce } from "../say.js";
import { fetchFragment } from "../trusted.js";

const island: Island = (element, signal) => {
  const area = element.querySelector("textarea");
  if (area) new Wording(element, area, signal).begin();
};
export default island;

/** What decides where a line breaks: the copy must break where the area does. */
const LETTERS = ["font-family", "font-size", "font-weight", "font-style", "line-height", "letter-spacing", "word-spacing", "tab-size", "padding-top", "padding-right", "padding-bottom", "padding-left", "word-break", "overflow-wrap", "text-indent", "direction"];

class Wording {
  private readonly copy = document.createElement("div");
  private readonly tip = document.createElement("div");
  private readonly list: HTMLElement;
  private spans: Span[] = [];
  private text: string;
  private current = -1;
  private n = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  constructor(private readonly element: HTMLElement, private readonly area: HTMLTextAreaElement, private readonly signal: AbortSignal) {
    this.text = area.value;
    this.list = element.querySelector<HTMLElement>("[data-slot='wording']") ?? document.createElement("section");
  }

  begin(): void {
    const { area, signal } = this;
    this.build();
    this.take();
    area.addEventListener("input", () => this.changed(), { signal });
    area.addEventListener("scroll", () => this.follow(), { signal });
    area.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hide(); }, { signal });
    area.addEventListener("blur", () => this.hide(), { signal });
    area.addEventListener("pointermove", (event) => this.hover(event), { signal });
    area.addEventListener("pointerleave", () => this.hide(), { signal });
    document.addEventListener("selectionchange", () => this.caret(), { signal });
    this.list.addEventListener("click", (event) => this.choose(event), { signal });
    const sizes = new ResizeObserver(() => this.measure());
    sizes.observe(area);
    signal.addEventListener("abort", () => { sizes.disconnect(); this.asking?.abort(); clearTimeout(this.timer); });
    if (this.list.childElementCount === 0 && area.value.trim() !== "") this.soon(0);
  }

  // private

  private build(): void {
    const { area, copy, tip, list } = this;
    const held = document.activeElement === area;
    const frame = document.createElement("div");
    frame.className = "underlined";
    area.replaceWith(frame);
    copy.className = "underlines";
    copy.setAttribute("aria-hidden", "true");
    tip.className = "wording-tip";
    tip.hidden = true;
    // what it says is announced and stands in the list
    tip.setAttribute("aria-hidden", "true");
    frame.append(copy, area, tip);
    if (held) area.focus({ preventScroll: true });
    if (!list.isConnected) {
      list.className = "wording";
      frame.after(list);
    }
    this.measure();
  }

  private changed(): void {
    const { value } = this.area;
    this.spans = moved(this.spans, this.text, value);
    this.text = value;
    this.hide();
    this.draw();
    this.soon(300);
  }

  private soon(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), delay);
  }

  private async ask(): Promise<void> {
    const address = this.element.dataset["wording"];
    const { value } = this.area;
    if (!address) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const token = this.area.form?.querySelector<HTMLInputElement>('input[name="form_token"]')?.value ?? "";
    const body = new URLSearchParams({ form_token: token, text: value });
    try {
      const signal = AbortSignal.any([this.asking.signal, this.signal]);
      const answer = await fetchFragment(address, { method: "POST", body, signal });
      // an answer to what stands no longer is none
      if (this.area.value !== value) return;
      this.list.replaceChildren(answer);
      this.take();
    } catch {
      // What was found before stays; the next keystroke asks again.
    }
  }

  /** Reads the findings out of the list. */
  private take(): void {
    const items = this.items();
    this.spans = items.map((it) => ({ from: Number(it.dataset["from"]), to: Number(it.dataset["to"]) }));
    this.text = this.area.value;
    this.current = -1;
    this.list.hidden = this.list.dataset["slot"] === undefined && items.length === 0;
    if (this.n >= 0 && this.n !== items.length) announce(this.list.querySelector("h2, p")?.textContent ?? "");
    this.n = items.length;
    this.draw();
    this.caret();
  }

  private items(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("li[data-from]")];
  }

  private draw(): void {
    const nodes = pieces(this.area.value, this.spans).map(({ text, at }) => {
      if (at < 0) return document.createTextNode(text);
      const mark = document.createElement("mark");
      mark.dataset["at"] = String(at);
      mark.textContent = text;
      return mark;
    });
    // a last line that is empty has a height of its own
    this.copy.replaceChildren(...nodes, document.createTextNode("\u200b"));
    this.follow();
  }

  private measure(): void {
    const { area, copy } = this;
    const from = getComputedStyle(area);
    for (const name of LETTERS) copy.style.setProperty(name, from.getPropertyValue(name));
    copy.style.setProperty("width", `${area.clientWidth}px`);
    copy.style.setProperty("height", `${area.clientHeight}px`);
    copy.style.setProperty("inset-block-start", `${area.offsetTop + area.clientTop}px`);
    copy.style.setProperty("inset-inline-start", `${area.offsetLeft + area.clientLeft}px`);
    this.follow();
  }

  private follow(): void {
    this.copy.scrollTop = this.area.scrollTop;
    this.copy.scrollLeft = this.area.scrollLeft;
  }

  private caret(): void {
    const { area } = this;
    if (document.activeElement !== area || area.selectionStart !== area.selectionEnd) return;
    const at = around(this.spans, area.selectionStart);
    if (at === this.current) return;
    this.show(at);
    const item = this.items()[at];
    if (item) announce([".wording-reason", ".wording-question"].map((it) => item.querySelector(it)?.textContent ?? "").join(" "));
  }

  private hover(event: PointerEvent): void {
    const below = document.elementsFromPoint(event.clientX, event.clientY);
    const mark = below.find((it) => it.tagName === "MARK" && this.copy.contains(it)) ?? this.under(event);
    if (mark instanceof HTMLElement) this.show(Number(mark.dataset["at"]));
    else if (this.current >= 0) this.hide();
  }

  /** The mark under the pointer where the browser does not look behind the area. */
  private under({ clientX, clientY }: PointerEvent): HTMLElement | undefined {
    const has = (box: DOMRect): boolean => box.left <= clientX && clientX <= box.right && box.top <= clientY && clientY <= box.bottom;
    return [...this.copy.querySelectorAll("mark")].find((it) => [...it.getClientRects()].some(has));
  }

  private show(at: number): void {
    this.current = at;
    this.items().forEach((it, n) => it.classList.toggle("is-current", n === at));
    const item = this.items()[at];
    const mark = this.copy.querySelector(`mark[data-at="${at}"]`);
    this.copy.querySelectorAll("mark").forEach((it) => it.classList.toggle("is-current", it === mark));
    if (!item || !mark) {
      this.tip.hidden = true;
      return;
    }
    this.tip.replaceChildren(...[".wording-reason", ".wording-question"].map((it) => item.querySelector(it)?.cloneNode(true) ?? ""));
    this.tip.hidden = false;
    this.place(mark);
  }

  /** Puts the tip below the words, or above them where there is no room, within the area's width. */
  private place(mark: Element): void {
    const { tip } = this;
    const frame = tip.parentElement?.getBoundingClientRect();
    const words = mark.getClientRects()[0];
    if (!frame || !words) return;
    const left = Math.max(0, Math.min(words.left - frame.left, frame.width - tip.offsetWidth));
    const isRoomy = words.bottom + tip.offsetHeight + 8 < innerHeight;
    const top = isRoomy ? words.bottom - frame.top + 4 : words.top - frame.top - tip.offsetHeight - 4;
    tip.style.setProperty("left", `${left}px`);
    tip.style.setProperty("top", `${top}px`);
  }

  private hide(): void {
    if (this.current >= 0) this.show(-1);
  }

  /** From the list to the words in the text. */
  private choose(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const span = this.spans[this.items().findIndex((it) => link !== null && it.contains(link))];
    if (!span) return;
    event.preventDefault();
    this.area.focus();
    this.area.setSelectionRange(span.from, span.to);
    this.show(this.spans.indexOf(span));
  }
}
