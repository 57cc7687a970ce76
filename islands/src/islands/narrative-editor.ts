// One narrative section: preview while writing, Ctrl/⌘+S, a guard against leaving, files by paste and drop.
import type { Island } from "../loader.js";
import { toast, words } from "../say.js";
import { fetchFragment } from "../trusted.js";

// Drafts live as long as the page: a swap that fails or conflicts loses nothing; nothing is written to disk.
const drafts = new Map<string, string>();

const island: Island = (element, signal) => {
  const area = element.querySelector("textarea");
  if (element instanceof HTMLFormElement && area) new Editor(element, area, signal).begin();
};
export default island;

class Editor {
  private readonly preview: HTMLElement | null;
  private readonly state: HTMLElement | null;
  private saved: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  // lifecycle

  constructor(private readonly form: HTMLFormElement, private readonly area: HTMLTextAreaElement, private readonly signal: AbortSignal) {
    this.preview = form.querySelector(".editor-preview");
    this.state = form.querySelector("[data-slot='state']");
    this.saved = area.defaultValue;
  }

  begin(): void {
    const { form, area, signal } = this;
    const draft = drafts.get(form.action);
    if (draft !== undefined && draft !== area.value) {
      area.value = draft;
      this.changed();
    }
    area.addEventListener("input", () => this.changed(), { signal });
    form.addEventListener("keydown", (event) => this.onKey(event), { signal });
    form.addEventListener("submit", () => this.sending(), { signal });
    form.addEventListener("htmx:after:request", (event) => this.sent(event), { signal });
    area.addEventListener("paste", (event) => this.take(event, event.clipboardData), { signal });
    form.addEventListener("dragover", (event) => this.over(event, true), { signal });
    form.addEventListener("dragleave", (event) => this.over(event, false), { signal });
    form.addEventListener("drop", (event) => { this.over(event, false); this.take(event, event.dataTransfer); }, { signal });
    addEventListener("beforeunload", (event) => { if (this.dirty()) event.preventDefault(); }, { signal });
  }

  // actions

  private onKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  private changed(): void {
    drafts.set(this.form.action, this.area.value);
    this.tell(this.dirty() ? "unsaved" : "saved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.render(), 400);
  }

  // A plain form leaves the page: it must not be held. htmx reports what became of it.
  private sending(): void {
    if (!this.form.matches("[hx-post], [hx-put]")) this.forget();
  }

  private sent(event: Event): void {
    const status = (event as CustomEvent<{ ctx?: { response?: { status: number } } }>).detail.ctx?.response?.status ?? 0;
    if (status >= 200 && status < 300) {
      this.forget();
      this.tell("saved");
    }
  }

  private over(event: DragEvent, on: boolean): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.form.classList.toggle("is-over", on);
  }

  private take(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    if (files.length === 0 || !this.form.dataset["upload"]) return;
    event.preventDefault();
    void this.upload(files);
  }

  // private

  private async upload(files: File[]): Promise<void> {
    for (const file of files) {
      this.tell("uploading", { name: file.name });
      try {
        this.insert(await send(this.form.dataset["upload"] ?? "", this.token(), file, this.signal));
        this.tell("unsaved");
      } catch (error) {
        this.tell("unsaved");
        toast((error instanceof UploadError && error.said) || words(this.form, "failed"), true);
      }
    }
  }

  private insert(markdown: string): void {
    const { area } = this;
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || before.endsWith("\n") ? "" : "\n";
    area.focus();
    area.setRangeText(`${gap}${markdown}\n`, area.selectionStart, area.selectionEnd, "end");
    this.changed();
  }

  private async render(): Promise<void> {
    const address = this.form.dataset["preview"];
    if (!address || !this.preview) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const body = new URLSearchParams({ form_token: this.token(), text: this.area.value });
    try {
      const signal = AbortSignal.any([this.asking.signal, this.signal]);
      this.preview.replaceChildren(await fetchFragment(address, { method: "POST", body, signal }));
    } catch {
      // The old preview stays; the next keystroke asks again.
    }
  }

  private token(): string {
    return this.form.querySelector<HTMLInputElement>('input[name="form_token"]')?.value ?? "";
  }

  private dirty(): boolean {
    return this.area.isConnected && this.area.value !== this.saved;
  }

  private forget(): void {
    this.saved = this.area.value;
    drafts.delete(this.form.action);
  }

  private tell(key: string, values: Record<string, string> = {}): void {
    if (!this.state) return;
    this.state.textContent = words(this.form, key, values);
    this.state.classList.toggle("is-unsaved", key === "unsaved");
  }
}

class UploadError extends Error {
  constructor(readonly said: string) {
    super("the upload was refused");
  }
}

async function send(address: string, token: string, file: File, signal: AbortSignal): Promise<string> {
  const body = new FormData();
  // the server reads the token before it takes a file
  body.set("form_token", token);
  body.set("file", file);
  const response = await fetch(address, { method: "POST", body, signal, headers: { Accept: "application/json" }, mode: "same-origin" });
  const answer = await response.json().catch(() => ({})) as { markdown?: unknown; error?: unknown };
  if (!response.ok || typeof answer.markdown !== "string") throw new UploadError(typeof answer.error === "string" ? answer.error : "");
  return answer.markdown;
}
