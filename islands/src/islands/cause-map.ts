// The map of causes: pan, zoom and walk over what the server drew; each box is a link, and stays one.
import { free } from "../keys.js";
import type { Island } from "../loader.js";
import { keyName } from "../logic/key.js";
import { step, type Box } from "../logic/walk.js";
import { announce, words } from "../say.js";

const island: Island = (element, signal) => {
  const frame = element.querySelector<HTMLElement>(".map-frame");
  const chart = frame?.querySelector<SVGSVGElement>("svg.cause-map");
  if (frame && chart) new CauseMap(element, frame, chart, signal).begin();
};
export default island;

const scales = { least: 0.1, most: 2 };

class CauseMap {
  private readonly nodes: SVGAElement[];
  private readonly boxes: Box[];
  private readonly width: number;
  private readonly height: number;
  private readonly steps: SVGGElement | null;
  private scale = 1;
  private came: string | undefined;
  private held: { x: number; y: number; left: number; top: number } | undefined;

  // lifecycle

  constructor(private readonly figure: HTMLElement, private readonly frame: HTMLElement, private readonly chart: SVGSVGElement, private readonly signal: AbortSignal) {
    this.nodes = [...chart.querySelectorAll<SVGAElement>("a[data-node]")];
    this.boxes = this.nodes.map(box);
    this.steps = chart.querySelector<SVGGElement>("g.steps");
    this.width = chart.viewBox.baseVal.width;
    this.height = chart.viewBox.baseVal.height;
  }

  begin(): void {
    const { figure, frame, signal } = this;
    figure.addEventListener("keydown", (event) => this.onKey(event), { signal });
    figure.addEventListener("click", (event) => this.onButton(event), { signal });
    figure.addEventListener("focusin", (event) => this.onFocus(event), { signal });
    frame.addEventListener("pointerdown", (event) => this.onDown(event), { signal });
    frame.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    frame.addEventListener("pointerup", () => this.onUp(), { signal });
    frame.addEventListener("pointercancel", () => this.onUp(), { signal });
    frame.addEventListener("wheel", (event) => this.onWheel(event), { signal, passive: false });
    for (const tools of figure.querySelectorAll<HTMLElement>(".map-tools")) tools.hidden = false;
    if (this.steps) this.chart.append(this.steps); // above the boxes that scroll below it
    frame.addEventListener("scroll", () => this.keepSteps(), { signal, passive: true });
    const at = this.chart.querySelector<SVGAElement>("a.is-at") ?? this.nodes[0];
    if (!at) return;
    this.rove(at);
    this.show(at);
    const [one, all] = [at.getBoundingClientRect(), frame.getBoundingClientRect()];
    frame.scrollTop += (one.top + one.bottom - all.top - all.bottom) / 2;
  }

  // actions

  private onKey(event: KeyboardEvent): void {
    if (!free(event)) return;
    const act = this.acts[keyName(event)] ?? this.acts[event.key];
    const at = event.target instanceof Element ? event.target.closest<SVGAElement>("a[data-node]") : null;
    if (act) act();
    else if (!at || !this.walk(at, event.key)) return;
    event.preventDefault();
  }

  private readonly acts: Record<string, () => void> = {
    "+": () => this.zoomBy(1.25),
    "=": () => this.zoomBy(1.25),
    "-": () => this.zoomBy(0.8),
    "0": () => this.zoomTo(1),
    w: () => this.zoomTo(this.whole()),
    Home: () => this.go(this.nodes[0]),
  };

  private walk(at: SVGAElement, key: string): boolean {
    const id = at.dataset["node"] ?? "";
    if (key === "Enter") return this.open(at);
    const to = step(this.boxes, id, key, this.came);
    if (to === undefined) return key.startsWith("Arrow"); // an end: the page does not scroll away instead
    this.came = id;
    this.go(this.nodes.find((node) => node.dataset["node"] === to));
    return true;
  }

  private onButton(event: MouseEvent): void {
    const act = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]")?.dataset["act"] : undefined;
    if (act === "zoom-in") this.zoomBy(1.25);
    if (act === "zoom-out") this.zoomBy(0.8);
    if (act === "zoom-reset") this.zoomTo(1);
    if (act === "zoom-whole") this.zoomTo(this.whole());
  }

  private onFocus(event: FocusEvent): void {
    const at = event.target instanceof Element ? event.target.closest<SVGAElement>("a[data-node]") : null;
    if (at) this.rove(at);
  }

  private onDown(event: PointerEvent): void {
    // a finger scrolls the box by itself
    if (event.button !== 0 || event.pointerType !== "mouse" || (event.target instanceof Element && event.target.closest("a"))) return;
    this.held = { x: event.clientX, y: event.clientY, left: this.frame.scrollLeft, top: this.frame.scrollTop };
    this.frame.setPointerCapture(event.pointerId);
    this.frame.classList.add("is-held");
  }

  private onMove(event: PointerEvent): void {
    if (!this.held) return;
    this.frame.scrollLeft = this.held.left + this.held.x - event.clientX;
    this.frame.scrollTop = this.held.top + this.held.y - event.clientY;
  }

  private onUp(): void {
    this.held = undefined;
    this.frame.classList.remove("is-held");
  }

  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return; // plain wheel scrolls
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY / 300));
  }

  // private

  /** On the page where one works, Enter leads to the form of the cause; elsewhere the link does what it does. */
  private open(at: SVGAElement): boolean {
    const form = this.figure.dataset["form"];
    const href = at.getAttribute("href");
    if (!form || !href) return false;
    location.assign(href.split("#")[0] + form);
    return true;
  }

  private go(to: SVGAElement | undefined): void {
    if (!to) return;
    to.focus({ preventScroll: true });
    this.show(to);
  }

  private show(at: SVGAElement): void {
    const [one, all] = [at.getBoundingClientRect(), this.frame.getBoundingClientRect()];
    const room = 24;
    if (one.left < all.left + room) this.frame.scrollLeft -= all.left + room - one.left;
    else if (one.right > all.right - room) this.frame.scrollLeft += one.right - all.right + room;
    if (one.top < all.top + room) this.frame.scrollTop -= all.top + room - one.top;
    else if (one.bottom > all.bottom - room) this.frame.scrollTop += one.bottom - all.bottom + room;
  }

  // The names of the columns stay in sight.
  private keepSteps(): void {
    this.steps?.setAttribute("transform", `translate(0 ${Math.round(this.frame.scrollTop / this.scale)})`);
  }

  // One stop for Tab, whatever the number of boxes.
  private rove(at: SVGAElement): void {
    for (const node of this.nodes) node.setAttribute("tabindex", node === at ? "0" : "-1");
  }

  private whole(): number {
    return Math.min(1, (this.frame.clientWidth - 2) / this.width, Math.max(200, this.frame.clientHeight - 2) / this.height);
  }

  private zoomBy(factor: number): void {
    this.zoomTo(this.scale * factor);
  }

  private zoomTo(scale: number): void {
    const next = Math.min(scales.most, Math.max(scales.least, scale));
    const { frame } = this;
    const middle = { x: (frame.scrollLeft + frame.clientWidth / 2) / this.scale, y: (frame.scrollTop + frame.clientHeight / 2) / this.scale };
    this.scale = next;
    this.chart.setAttribute("width", String(Math.round(this.width * next)));
    this.chart.setAttribute("height", String(Math.round(this.height * next)));
    frame.scrollLeft = middle.x * next - frame.clientWidth / 2;
    frame.scrollTop = middle.y * next - frame.clientHeight / 2;
    this.keepSteps();
    announce(words(this.figure, "zoomed", { n: Math.round(next * 100) }));
  }
}

function box(node: SVGAElement): Box {
  const rect = node.querySelector("rect");
  const [x, y, height] = ["x", "y", "height"].map((name) => Number(rect?.getAttribute(name)));
  const answers = (node.dataset["answers"] ?? "").split(" ").filter((id) => id !== "");
  return { id: node.dataset["node"] ?? "", x: x ?? 0, y: (y ?? 0) + (height ?? 0) / 2, answers };
}
