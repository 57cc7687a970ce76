// A button that copies data-copy, or the text or value of the element that data-copy-from selects.
import type { Island } from "../loader.js";
import { toast, words } from "../say.js";

const island: Island = (element, signal) => {
  element.hidden = false;
  element.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text(element));
      toast(words(element, "copied"));
    } catch {
      toast(words(element, "failed"), true);
    }
  }, { signal });
};
export default island;

function text(element: HTMLElement): string {
  const from = document.querySelector(element.dataset["copyFrom"] || ":not(*)");
  if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) return from.value;
  return element.dataset["copy"] ?? from?.textContent ?? "";
}
