// Finds data-island="name name" and loads what it names, once an element; again after each swap.

/** An island starts on its element and stops when the signal says so. */
export type Island = (element: HTMLElement, stop: AbortSignal) => void;

const islands: Record<string, () => Promise<{ default: Island }>> = {
  "as-known": () => import("./islands/as-known.js"),
  "cause-map": () => import("./islands/cause-map.js"),
  "confirm-leave": () => import("./islands/confirm-leave.js"),
  copy: () => import("./islands/copy.js"),
  density: () => import("./islands/density.js"),
  "evidence-list": () => import("./islands/evidence-list.js"),
  "file-drop": () => import("./islands/file-drop.js"),
  "import-progress": () => import("./islands/import-progress.js"),
  "keyboard-help": () => import("./islands/keyboard-help.js"),
  "narrative-editor": () => import("./islands/narrative-editor.js"),
  near: () => import("./islands/near.js"),
  picker: () => import("./islands/picker.js"),
  strip: () => import("./islands/strip.js"),
  theme: () => import("./islands/theme.js"),
  timeline: () => import("./islands/timeline.js"),
  wording: () => import("./islands/wording.js"),
};

const living = new Map<HTMLElement, AbortController>();

/** Starts the islands inside `root`, stops those whose element has left the page. */
export function mount(root: ParentNode): void {
  for (const [element, stop] of living) {
    if (element.isConnected) continue;
    stop.abort();
    living.delete(element);
  }
  const found = [...root.querySelectorAll<HTMLElement>("[data-island]")];
  if (root instanceof HTMLElement && root.dataset["island"]) found.push(root);
  for (const element of found) void start(element);
}

async function start(element: HTMLElement): Promise<void> {
  if (living.has(element)) return;
  const stop = new AbortController();
  living.set(element, stop);
  for (const name of (element.dataset["island"] ?? "").split(/\s+/)) {
    const load = islands[name];
    if (!load) continue;
    const { default: island } = await load();
    if (!stop.signal.aborted) island(element, stop.signal);
  }
  element.dataset["ready"] = "";
}
