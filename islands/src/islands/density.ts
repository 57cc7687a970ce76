// The density histogram: a brush over it sets the time fields of the filter and sends it.
import { brush, place, type Line, type Range } from "../logic/scale.js";
import { field } from "../logic/clock.js";
import type { Island } from "../loader.js";
import { local } from "../svg.js";

const island: Island = (element, signal) => {
  const chart = element.querySelector<SVGSVGElement>("svg");
  const plot = chart?.querySelector<SVGRectElement>(".plot");
  const form = document.querySelector<HTMLFormElement>(element.dataset["form"] ?? "form.filters");
  if (!chart || !plot || !form) return;
  const range: Range = { from: Number(element.dataset["from"]), to: Number(element.dataset["to"]) };
  const left = Number(plot.getAttribute("x") ?? 0);
  const line: Line = { left, right: left + Number(plot.getAttribute("width")) };
  const mark = chart.querySelector(".brush") ?? chart.appendChild(document.createElementNS(chart.namespaceURI ?? "", "rect"));
  mark.setAttribute("class", "brush");
  let start: number | undefined;
  const draw = (found: Range | undefined): void => {
    const [a, b] = found ? [place(found.from, range, line), place(found.to, range, line)] : [0, 0];
    mark.setAttribute("x", String(a));
    mark.setAttribute("width", String(b - a));
    mark.setAttribute("y", plot.getAttribute("y") ?? "0");
    mark.setAttribute("height", plot.getAttribute("height") ?? "0");
  };
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = local(chart, event);
    chart.setPointerCapture(event.pointerId);
  }, { signal });
  chart.addEventListener("pointermove", (event) => {
    if (start !== undefined) draw(brush(start, local(chart, event), range, line));
  }, { signal });
  chart.addEventListener("pointerup", (event) => {
    const found = start === undefined ? undefined : brush(start, local(chart, event), range, line);
    start = undefined;
    if (found) send(form, found, element.dataset["zone"] ?? "UTC");
  }, { signal });
  chart.addEventListener("pointercancel", () => { start = undefined; }, { signal });
};
export default island;

function send(form: HTMLFormElement, { from, to }: Range, zone: string): void {
  for (const [name, at] of [["from", from], ["to", to]] as const) {
    const input = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (input) input.value = field(at, zone);
  }
  form.requestSubmit();
}
