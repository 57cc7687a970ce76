// htmx under our policy: no eval, no scripts in fragments, focus kept, failures said, nothing sent twice.
import htmx from "htmx.org";
import { mount } from "./loader.js";
import { toast, words } from "./say.js";
import { forHtmx, isPage } from "./trusted.js";

interface Context {
  sourceElement: Element;
  target?: Element;
  text?: string;
  cancelled?: boolean;
  request?: { method?: string };
  response?: { status: number; raw: Response; headers: Headers };
}
type Detail = { ctx?: Context; error?: unknown };

/** Begins: to be called once. */
export function begin(): void {
  htmx.config.history = "reload"; // back is a page load: what the server says now, and no page nested in a page
  // no settling: it would copy the style attribute of a resized field, which the policy refuses
  (htmx.config as { defaultSettleDelay: number }).defaultSettleDelay = 0;
  htmx.registerExtension("inquest", {
    init: (api: { initSecurity(policy: typeof forHtmx, sync: unknown, async: unknown): void }) =>
      api.initSecurity(forHtmx, refuse, refuse),
    htmx_after_request: afterRequest,
  });
  document.addEventListener("htmx:after:swap", settled);
  // an island put a fragment in by itself: its links and forms are woken too
  document.addEventListener("inquest:fresh", (event) => htmx.process((event as CustomEvent<Element>).detail));
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:before:request", (event) => busy(event, true));
  document.addEventListener("htmx:finally:request", (event) => busy(event, false));
}

// htmx would build functions from attributes (hx-on, js: values); the policy of the page forbids that, and so do we.
function refuse(): never {
  throw new TypeError("no code in attributes");
}

// Refusals that come as a fragment to show: a conflict with both versions, a form with its errors.
const shown = [409, 412, 422];

// Any other refusal is said, not shown in the place of what was there. A whole page where a fragment was
// asked for (the session ended) is gone to, never nested.
function afterRequest(element: Element, { ctx }: Detail): boolean | undefined {
  if (!ctx?.response || element.closest("[hx-boost]")) return undefined;
  const { raw, status } = ctx.response;
  const page = isPage(ctx.text ?? "");
  if (!page && (status < 400 || shown.includes(status))) return undefined;
  if (page && raw.ok && raw.redirected) location.assign(raw.url);
  else toast(words(element, "failed"), true);
  return false;
}

function settled(event: Event): void {
  const ctx = (event as CustomEvent<Detail>).detail.ctx;
  mount(document);
  const target = ctx?.target?.isConnected ? ctx.target : document;
  const first = target.querySelector<HTMLElement>("[autofocus], .error-summary, [aria-invalid='true']");
  first?.focus();
}

function failed(event: Event): void {
  const { ctx } = (event as CustomEvent<Detail>).detail;
  toast(words(ctx?.sourceElement ?? document.body, navigator.onLine ? "failed" : "offline"), true);
}

function busy(event: Event, on: boolean): void {
  const source = (event as CustomEvent<Detail>).detail.ctx?.sourceElement;
  const buttons = source instanceof HTMLFormElement ? source.querySelectorAll<HTMLButtonElement>("button:not([type='button'])") : [];
  for (const button of buttons) {
    button.disabled = on;
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}
