// Asks data-status each second while data-state="running", and shows the answer in place.
import type { Island } from "../loader.js";
import { announce, toast, words } from "../say.js";
import { fetchFragment } from "../trusted.js";

const island: Island = (element, signal) => {
  let failures = 0;
  const running = (): boolean => element.dataset["state"] === "running" && !signal.aborted && element.isConnected;
  const next = (): void => {
    if (running()) setTimeout(ask, 1000 * 2 ** Math.min(failures, 4));
  };
  const ask = async (): Promise<void> => {
    if (!running()) return;
    try {
      show(element, await fetchFragment(element.dataset["status"] ?? "", { signal }));
      failures = 0;
    } catch {
      failures += 1;
      if (failures === 5) toast(words(element, "offline"), true);
    }
    next();
  };
  next();
};
export default island;

function show(element: HTMLElement, fragment: DocumentFragment): void {
  const fresh = fragment.firstElementChild;
  if (!(fresh instanceof HTMLElement)) return;
  const was = element.dataset["state"];
  element.className = fresh.className;
  if (fresh.dataset["state"]) element.dataset["state"] = fresh.dataset["state"];
  else element.removeAttribute("data-state");
  if (!element.contains(document.activeElement) || was !== fresh.dataset["state"]) {
    element.replaceChildren(...fresh.childNodes);
  } else {
    replaceAround(element, fresh);
  }
  if (was !== element.dataset["state"]) announce(element.querySelector("[data-announce]")?.textContent ?? "");
}

// The focused part (the cancel button) stays the same node; the others are exchanged.
function replaceAround(element: HTMLElement, fresh: HTMLElement): void {
  const kept = [...element.children];
  const came = [...fresh.children];
  came.forEach((child, at) => {
    const old = kept[at];
    if (!old) element.append(child);
    else if (!old.contains(document.activeElement)) old.replaceWith(child);
  });
}
