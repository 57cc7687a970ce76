// The overview strip: zoom, move and brush over what the server drew; the range filters the entries below.
import { label, offset, stretch } from "../logic/clock.js";
import { brush, clamp, moment, place, shift, tickStep, ticks, zoom, type Line, type Range } from "../logic/scale.js";
import { free } from "../keys.js";
import type { Island } from "../loader.js";
import { announce, words } from "../say.js";
import { local } from "../svg.js";

const island: Island = (element, signal) => {
  const chart = element.querySelector<SVGSVGElement>("svg.chart");
  if (chart) new Strip(element, chart, signal).begin();
};
export default island;

const least = 10_000_000; // ten seconds across the whole strip

class Strip {
  private readonly whole: Range;
  private readonly line: Line;
  private readonly zone: string;
  private readonly language = document.documentElement.lang || "en";
  private readonly marks: SVGGraphicsElement[];
  private readonly mark: Element;
  private shown: Range;
  private chosen: Range | undefined;
  private start: number | undefined;

  // lifecycle

  constructor(private readonly figure: HTMLElement, private readonly chart: SVGSVGElement, private readonly signal: AbortSignal) {
    const data = chart.dataset;
    this.whole = { from: Number(data["from"]), to: Number(data["to"]) };
    this.line = { left: Number(data["left"]), right: Number(data["right"]) };
    this.zone = data["zone"] ?? "UTC";
    this.shown = this.whole;
    this.marks = [...chart.querySelectorAll<SVGGraphicsElement>("[data-at]")];
    this.mark = chart.appendChild(node("rect", { class: "brush", y: "0", height: chart.querySelector(".plot")?.getAttribute("height") ?? "112", width: "0", "pointer-events": "none" }));
  }

  begin(): void {
    const { chart, figure, signal } = this;
    figure.addEventListener("keydown", (event) => this.onKey(event), { signal });
    figure.addEventListener("click", (event) => this.onButton(event), { signal });
    chart.addEventListener("pointerdown", (event) => this.onDown(event), { signal });
    chart.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    chart.addEventListener("pointerup", (event) => this.onUp(event), { signal });
    chart.addEventListener("pointercancel", () => this.choose(this.chosen), { signal });
    chart.addEventListener("wheel", (event) => this.onWheel(event), { signal, passive: false });
    document.addEventListener("htmx:after:swap", () => this.filter(), { signal });
    addEventListener("hashchange", () => this.readAddress(), { signal });
    this.readAddress();
  }

  // actions

  private onKey(event: KeyboardEvent): void {
    if (!free(event) || (event.target instanceof Element && event.target.closest("a, button") && event.key === "Enter")) return;
    const act = this.acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private readonly acts: Record<string, () => void> = {
    "+": () => this.zoomBy(0.5),
    "=": () => this.zoomBy(0.5),
    "-": () => this.zoomBy(2),
    "0": () => this.show(this.whole),
    ArrowLeft: () => this.show(shift(this.shown, -0.25)),
    ArrowRight: () => this.show(shift(this.shown, 0.25)),
    Enter: () => this.choose(this.shown === this.whole ? undefined : this.shown, true),
    Escape: () => this.choose(undefined, true),
  };

  private onButton(event: MouseEvent): void {
    const act = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]")?.dataset["act"] : undefined;
    if (act === "zoom-in") this.zoomBy(0.5);
    if (act === "zoom-out") this.zoomBy(2);
    if (act === "zoom-reset") {
      this.show(this.whole);
      this.choose(undefined, true);
    }
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("a"))) return;
    this.start = local(this.chart, event);
    this.chart.setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    if (this.start === undefined) return;
    const found = brush(this.start, local(this.chart, event), this.shown, this.line);
    if (found) this.drawBrush(found);
  }

  private onUp(event: PointerEvent): void {
    if (this.start === undefined) return;
    const found = brush(this.start, local(this.chart, event), this.shown, this.line);
    this.start = undefined;
    this.choose(found, true);
  }

  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return; // plain wheel scrolls the page
    event.preventDefault();
    this.zoomBy(Math.exp(event.deltaY / 200), moment(local(this.chart, event), this.shown, this.line));
  }

  // private

  private zoomBy(factor: number, around = (this.shown.from + this.shown.to) / 2): void {
    this.show(zoom(this.shown, factor, around));
  }

  private show(range: Range): void {
    const next = clamp(range, this.whole, least);
    this.shown = next.from === this.whole.from && next.to === this.whole.to ? this.whole : next;
    for (const mark of this.marks) this.put(mark);
    this.drawTicks();
    this.drawBrush(this.chosen);
    this.tell();
  }

  private put(mark: SVGGraphicsElement): void {
    const { left, right } = this.line;
    const x = place(Number(mark.dataset["at"]), this.shown, this.line);
    const until = mark.dataset["until"];
    if (until !== undefined) {
      const [a, b] = [Math.max(left, x), Math.min(right, place(Number(until), this.shown, this.line))];
      mark.setAttribute("x", a.toFixed(2));
      mark.setAttribute("width", Math.max(0, b - a).toFixed(2));
      return;
    }
    if (x < left - 1 || x > right + 1) mark.setAttribute("display", "none");
    else mark.removeAttribute("display");
    const at = x + Number(mark.dataset["dx"] ?? 0);
    if (mark instanceof SVGCircleElement) mark.setAttribute("cx", at.toFixed(2));
    else if (mark instanceof SVGRectElement || mark instanceof SVGTextElement) mark.setAttribute("x", at.toFixed(2));
    else mark.setAttribute("transform", `translate(${at.toFixed(2)} 0)`);
  }

  private drawTicks(): void {
    const y = this.chart.querySelector(".tick text")?.getAttribute("y") ?? "128";
    for (const old of this.chart.querySelectorAll(".tick")) old.remove();
    const step = tickStep(this.shown, 7);
    for (const at of ticks(this.shown, 7, offset(this.shown.from, this.zone))) {
      const tick = node("g", { class: "tick", transform: `translate(${place(at, this.shown, this.line).toFixed(2)} 0)` });
      const text = tick.appendChild(node("text", { y }));
      text.textContent = label(at, step, this.zone, this.language);
      this.chart.append(tick);
    }
  }

  private choose(range: Range | undefined, write = false): void {
    this.start = undefined;
    this.chosen = range;
    this.drawBrush(range);
    this.filter();
    this.tell();
    if (!write) return;
    history.replaceState(history.state, "", range ? `#from=${range.from}&to=${range.to}` : location.pathname + location.search);
    announce(this.text());
  }

  private readAddress(): void {
    const found = new URLSearchParams(location.hash.slice(1));
    const [from, to] = [Number(found.get("from")), Number(found.get("to"))];
    if (from > 0 && to > from) return this.choose({ from, to });
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (!target?.classList.contains("is-outside")) return;
    this.choose(undefined); // a link to an entry that the range hides shows everything again
    target.scrollIntoView();
  }

  private drawBrush(range: Range | undefined): void {
    const [a, b] = range ? [place(range.from, this.shown, this.line), place(range.to, this.shown, this.line)] : [0, 0];
    const [left, right] = [Math.max(this.line.left, a), Math.min(this.line.right, b)];
    this.mark.setAttribute("x", String(left));
    this.mark.setAttribute("width", String(Math.max(0, right - left)));
  }

  private filter(): void {
    const entries = document.querySelectorAll<HTMLElement>(this.figure.dataset["entries"] ?? ".timeline > [data-at]");
    for (const entry of entries) {
      const at = Number(entry.dataset["at"]);
      const outside = this.chosen !== undefined && (at < this.chosen.from || at > this.chosen.to);
      entry.classList.toggle("is-outside", outside);
    }
  }

  private tell(): void {
    const slot = this.figure.querySelector("[data-slot='range']");
    if (slot) slot.textContent = this.text();
  }

  private text(): string {
    const range = this.chosen ?? this.shown;
    if (range === this.whole) return words(this.figure, "whole");
    return stretch(range.from, range.to, this.zone, this.language);
  }
}

function node(name: string, attributes: Record<string, string>): Element {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
