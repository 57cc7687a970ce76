// Words: all text comes from the server as data-say-… attributes; a missing one stays unsaid.

/** The text for `key` from the nearest element that has it, with `{name}` filled in. */
export function words(at: Element, key: string, values: Record<string, string | number> = {}): string {
  const attribute = `data-say-${key}`;
  const text = (at.closest(`[${attribute}]`) ?? document.body).getAttribute(attribute) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Shows a short message in the live region for some seconds. */
export function toast(text: string, bad = false): void {
  const region = document.querySelector(".toasts");
  if (!region || text === "") return;
  const line = document.createElement("p");
  line.className = bad ? "toast toast-bad" : "toast";
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), bad ? 12_000 : 5_000);
}

let hush: HTMLElement | undefined;

/** Tells a screen reader, shows nothing. */
export function announce(text: string): void {
  if (text === "") return;
  if (!hush?.isConnected) {
    hush = document.createElement("div");
    hush.className = "hush";
    hush.setAttribute("role", "status");
    document.body.append(hush);
  }
  hush.textContent = text;
}
