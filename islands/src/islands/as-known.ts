// The as-known slider: from moment to moment; each step shows what the server says was known then.
import { free } from "../keys.js";
import { mount, type Island } from "../loader.js";
import { field, label } from "../logic/clock.js";
import { announce, words } from "../say.js";
import { fetchFragment } from "../trusted.js";

const wait = 120; // ms: while the slider is on its way nothing is asked
const replaced = ["measures", "strip", "list", "near"]; // they begin anew
const refilled = ["said", "previous", "next"]; // they stay, so that they are read out and keep the focus

const island: Island = (element, signal) => {
  const slider = element.querySelector<HTMLInputElement>("input[type='range']");
  const steps = (element.dataset["steps"] ?? "").split(" ").filter(Boolean).map(Number);
  if (!slider || steps.length === 0) return;
  const zone = element.dataset["zone"] ?? "UTC";
  const language = document.documentElement.lang || "en";
  const source = new URL(element.dataset["source"] ?? "", location.href);
  const first = steps[0] ?? 0;
  let timer = 0;
  let asked = "";

  /** The time of a place on the slider; the very first place lies before anything was known. */
  const time = (place: number): number => steps[place - 1] ?? first - 1_000_000;
  const name = (place: number): string => label(time(place), 1e6, zone, language, true);
  const part = (root: ParentNode, key: string): HTMLElement | null => root.querySelector(`[data-follows="${key}"]`);

  const address = (place: number): URL => {
    const at = time(place);
    const local = field(at, zone);
    const here = new URL(location.href);
    const to = new URL(source);
    for (const key of ["who", "lanes"]) {
      const value = here.searchParams.get(key);
      if (value) to.searchParams.set(key, value);
    }
    // what the clock of the zone cannot say without doubt is said in UTC
    const plain = Math.floor(at / 1e6) * 1e6 === at && Date.parse(`${local}Z`) * 1000 - offsetOf(at) === at;
    to.searchParams.set("as_known", plain ? local : utc(at));
    return to;
  };
  const offsetOf = (at: number): number => {
    const ahead = (moment: number): number => Date.parse(`${field(moment, zone)}Z`) * 1000 - Math.floor(moment / 1e6) * 1e6;
    const hour = 3_600e6;
    // near a change of the clocks a local time may be there twice or not at all
    return ahead(at - hour) === ahead(at + hour) ? ahead(at) : Number.NaN;
  };

  const show = async (to: URL): Promise<void> => {
    asked = to.href;
    element.setAttribute("aria-busy", "true");
    try {
      const found = await fetchFragment(to.href, { signal });
      if (asked !== to.href) return; // overtaken by a later step
      swap(found);
      history.replaceState(history.state, "", to);
    } catch {
      if (!signal.aborted) announce(words(element, "failed"));
    } finally {
      if (asked === to.href) element.removeAttribute("aria-busy");
    }
  };

  const swap = (found: DocumentFragment): void => {
    const act = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["act"] : undefined;
    const box = found.querySelector<HTMLInputElement>("#as_known");
    const own = element.querySelector<HTMLInputElement>("#as_known");
    if (box && own) own.value = box.value;
    const range = found.querySelector<HTMLInputElement>(".asof input[type='range']");
    if (range) {
      slider.value = range.value;
      slider.setAttribute("aria-valuetext", range.getAttribute("aria-valuetext") ?? name(Number(range.value)));
    }
    for (const key of refilled) {
      const next = part(found, key);
      if (next) part(element, key)?.replaceChildren(...next.childNodes);
    }
    for (const key of replaced) {
      const next = part(found, key);
      if (next) part(document, key)?.replaceWith(next);
    }
    mount(document);
    if (act === "previous" || act === "next") (element.querySelector<HTMLElement>(`[data-act="${act}"]`) ?? slider).focus();
  };

  slider.max = String(steps.length);
  slider.hidden = false;

  slider.addEventListener("input", () => {
    const place = Number(slider.value);
    slider.setAttribute("aria-valuetext", name(place));
    clearTimeout(timer);
    timer = window.setTimeout(() => void show(address(place)), wait);
  }, { signal });

  element.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-act='previous'], a[data-act='next']") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    clearTimeout(timer);
    void show(new URL(link.href));
  }, { signal });

  // From moment to moment wherever the focus is, as long as nobody writes.
  document.addEventListener("keydown", (event) => {
    const act = event.key === "," ? "previous" : event.key === "." ? "next" : undefined;
    if (!act || !free(event)) return;
    const link = element.querySelector<HTMLElement>(`[data-act="${act}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  }, { signal });
};
export default island;

/** An instant in UTC, to the microsecond. */
function utc(at: number): string {
  const second = Math.floor(at / 1e6);
  const rest = at - second * 1e6;
  const whole = new Date(second * 1000).toISOString().slice(0, 19);
  return rest === 0 ? `${whole}Z` : `${whole}.${String(rest).padStart(6, "0")}Z`;
}
