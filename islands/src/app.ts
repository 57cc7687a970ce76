// The script of every page: small; what a page needs beyond it comes by itself (loader.ts).
import { begin } from "./fragments.js";
import { listen } from "./keys.js";
import { mount } from "./loader.js";
import { apply } from "./theme.js";

apply();
begin();
listen();
sendOnce();
mount(document);

// A plain form goes out once, however often its button is pressed; back from the cache it is free again.
function sendOnce(): void {
  const sent = new Set<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-delete], [data-again]")) return;
    if (sent.has(form)) return event.preventDefault();
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      sent.add(form);
      event.submitter?.setAttribute("aria-busy", "true");
    });
  });
  addEventListener("pageshow", () => {
    for (const form of sent) for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    sent.clear();
  });
}
