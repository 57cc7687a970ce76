// A form with one file field: takes a dropped file, sends it with a bar of progress; a plain form without this.
import type { Island } from "../loader.js";
import { toast, words } from "../say.js";

const island: Island = (element, signal) => {
  const field = element.querySelector<HTMLInputElement>("input[type='file']");
  if (!(element instanceof HTMLFormElement) || !field) return;
  const over = (on: boolean) => (event: DragEvent): void => {
    event.preventDefault();
    element.classList.toggle("is-over", on);
  };
  element.addEventListener("dragover", over(true), { signal });
  element.addEventListener("dragleave", over(false), { signal });
  element.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer?.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }, { signal });
  element.addEventListener("submit", (event) => {
    if (!field.files?.length) return;
    event.preventDefault();
    send(element, event.submitter);
  }, { signal });
};
export default island;

function send(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const bar = progress(form);
  const request = new XMLHttpRequest();
  submitter?.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const done = (): void => {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    submitter?.removeAttribute("aria-busy");
    bar.remove();
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.max = total;
    bar.value = loaded;
  });
  request.addEventListener("error", () => { done(); toast(words(form, "offline"), true); });
  request.addEventListener("load", () => {
    const to = request.getResponseHeader("HX-Redirect") ?? (request.status < 400 ? request.responseURL : "");
    if (to) return location.assign(to);
    done();
    refuse(form, request);
  });
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.send(new FormData(form, submitter));
}

// The server's own words, as text: the first element of the fragment it answered with.
function refuse(form: HTMLFormElement, request: XMLHttpRequest): void {
  const slot = form.querySelector("[data-slot='error']");
  const said = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain") ? request.responseText.trim() : "";
  const text = said || words(form, request.status === 413 ? "too-large" : "failed");
  if (slot) slot.textContent = text;
  else toast(text, true);
}

function progress(form: HTMLFormElement): HTMLProgressElement {
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", words(form, "uploading"));
  form.append(bar);
  return bar;
}
