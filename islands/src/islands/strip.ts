// The overview strip: zoom, move and brush over what the server drew; the range filters the entries below.
import { field, label, offset, stretch } from "../logic/clock.js";
import { lay } from "../logic/labels.js";
import { brush, clamp, moment, place, shift, tickStep, ticks, zoom, type Line, type Range } from "../logic/scale.js";
import { free } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";
import { announce, words } from "../say.js";
import { local } from "../svg.js";

const island: Island = (element, signal) => {
  const chart = element.querySelector<SVGSVGElement>("svg.chart");
  if (chart) new Strip(element, chart, signal).begin();
};
export default island;

const gutter = { wide: 76, narrow: 58 }; // for the names of the lanes
const narrow = 480;
const least = 10_000_000; // ten seconds across the whole strip

class Strip {
  private readonly whole: Range;
  private readonly home: Range; // the incident: what is shown at first
  private readonly height: number;
  private line: Line;
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
    this.home = { from: Number(data["from"]), to: Number(data["to"]) };
    const [from, to] = [Number(data["first"] ?? data["from"]), Number(data["last"] ?? data["to"])];
    this.whole = from === this.home.from && to === this.home.to ? this.home : { from, to };
    this.height = chart.viewBox.baseVal.height;
    this.line = { left: Number(data["left"]), right: Number(data["right"]) };
    this.zone = data["zone"] ?? "UTC";
    this.shown = this.home;
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
    const fit = new ResizeObserver(() => this.fit());
    fit.observe(chart);
    signal.addEventListener("abort", () => fit.disconnect());
    this.fit();
    this.readAddress();
  }

  // actions

  private onKey(event: KeyboardEvent): void {
    if (!free(event) || (event.target instanceof Element && event.target.closest("a, button") && event.key === "Enter")) return;
    const act = this.acts[keyName(event)] ?? this.acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private readonly acts: Record<string, () => void> = {
    "+": () => this.zoomBy(0.5),
    "=": () => this.zoomBy(0.5),
    "-": () => this.zoomBy(2),
    "0": () => this.show(this.home),
    w: () => this.show(this.whole),
    ArrowLeft: () => this.show(shift(this.shown, -0.25)),
    ArrowRight: () => this.show(shift(this.shown, 0.25)),
    Enter: () => this.choose(this.shown === this.whole ? undefined : this.shown, true),
    Escape: () => this.choose(undefined, true),
  };

  private onButton(event: MouseEvent): void {
    const act = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]")?.dataset["act"] : undefined;
    if (act === "zoom-in") this.zoomBy(0.5);
    if (act === "zoom-out") this.zoomBy(2);
    if (act === "zoom-reset" || act === "zoom-whole") {
      this.show(act === "zoom-whole" ? this.whole : this.home);
      this.choose(undefined, true);
    }
    if (act === "earlier" || act === "later") this.show(this.whole); // and the link leads to the entry
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
    const same = (other: Range): boolean => next.from === other.from && next.to === other.to;
    this.shown = same(this.home) ? this.home : same(this.whole) ? this.whole : next;
    this.draw();
    this.tell();
  }

  private draw(): void {
    for (const mark of this.marks) this.put(mark);
    this.drawNames();
    this.drawTicks();
    this.drawBrush(this.chosen);
    for (const edge of this.figure.querySelectorAll<HTMLElement>("[data-edge]")) {
      const at = Number(edge.dataset["edge"]);
      edge.hidden = at >= this.shown.from && at <= this.shown.to;
    }
  }

  // One unit is one pixel at any width: the letters stay legible, and on a phone the whole stretch is there.
  private fit(): void {
    const width = Math.round(this.chart.clientWidth);
    if (width < 120) return;
    const left = width < narrow ? gutter.narrow : gutter.wide;
    if (width === this.line.right && left === this.line.left) return;
    this.line = { left, right: width };
    this.chart.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    const plot = this.chart.querySelector(".plot");
    plot?.setAttribute("x", String(left));
    plot?.setAttribute("width", String(width - left));
    for (const lane of this.chart.querySelectorAll(".lane")) {
      lane.setAttribute("x1", String(left));
      lane.setAttribute("x2", String(width));
    }
    this.draw();
  }

  // The names of the key moments keep apart at any zoom; one without room is left to its line and its title.
  private drawNames(): void {
    const shown = [...this.chart.querySelectorAll<SVGGElement>(".moment:not([display])")];
    const texts = shown.map((moment) => moment.querySelector<SVGTextElement>("text"));
    const names = shown.map((moment, at) => ({
      x: place(Number(moment.dataset["at"]), this.shown, this.line),
      width: texts[at]?.getComputedTextLength() ?? 0,
    }));
    const spots = lay(names, this.line, Number(this.chart.dataset["rows"] ?? 2));
    for (const [at, text] of texts.entries()) {
      const spot = spots[at];
      text?.setAttribute("visibility", spot ? "visible" : "hidden");
      // a line begins at its own name, so that it strikes through no other one
      shown[at]?.querySelector("line")?.setAttribute("y1", String(3 + 12 * (spot?.row ?? Number(this.chart.dataset["rows"] ?? 1))));
      if (!text || !spot) continue;
      text.setAttribute("y", String(11 + 12 * spot.row));
      text.setAttribute("x", spot.left ? "-4" : "4");
      text.setAttribute("text-anchor", spot.left ? "end" : "start");
    }
    const impact = this.chart.querySelector<SVGTextElement>(".impact-name");
    if (!impact) return;
    const x = place(Number(impact.dataset["at"]), this.shown, this.line);
    const room = Math.max(this.line.left, this.line.right - impact.getComputedTextLength());
    impact.setAttribute("x", Math.min(Math.max(x, this.line.left), room).toFixed(2));
    const band = this.chart.querySelector(".impact-band");
    impact.setAttribute("visibility", Number(band?.getAttribute("width") ?? 0) > 0 ? "visible" : "hidden");
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
    const days = new Set([this.shown.from, this.shown.to].map((at) => field(at, this.zone).slice(0, 10))).size > 1;
    const count = Math.max(2, Math.floor((this.line.right - this.line.left) / (days ? 110 : 70)));
    const step = tickStep(this.shown, Math.min(7, count));
    let day = "";
    for (const at of ticks(this.shown, Math.min(7, count), (moment) => offset(moment, this.zone))) {
      const today = field(at, this.zone).slice(0, 10);
      const dated = days && today !== day;
      day = today;
      const tick = node("g", { class: "tick", transform: `translate(${place(at, this.shown, this.line).toFixed(2)} 0)` });
      const text = tick.appendChild(node("text", { y }));
      text.textContent = label(at, step, this.zone, this.language, dated);
      this.chart.append(tick);
      keepInside(text, place(at, this.shown, this.line), this.line);
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
    if (range === this.home) return words(this.figure, "home");
    if (range === this.whole) return words(this.figure, "whole");
    return stretch(range.from, range.to, this.zone, this.language);
  }
}

// A label at an edge leans inwards.
function keepInside(text: SVGTextElement | Element, x: number, line: Line): void {
  const half = text instanceof SVGTextElement ? text.getComputedTextLength() / 2 : 0;
  if (x + half > line.right) text.setAttribute("dx", (line.right - x - half).toFixed(1));
  else if (x - half < 0) text.setAttribute("dx", (half - x).toFixed(1));
}

function node(name: string, attributes: Record<string, string>): Element {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
