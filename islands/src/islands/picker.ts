// A filter over a list of choices: shows itself, hides what does not read like the words; what is ticked stays.
import type { Island } from "../loader.js";

const island: Island = (element, signal) => {
  const box = element.querySelector<HTMLInputElement>("input[type='search']");
  const none = element.querySelector<HTMLElement>("[data-slot='none']");
  const choices = [...element.querySelectorAll<HTMLElement>(".choices > label")];
  if (!box || choices.length < 6) return; // so few are seen at once
  box.hidden = false;

  const filter = (): void => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const choice of choices) {
      const text = (choice.textContent ?? "").toLowerCase();
      const fits = words.every((word) => text.includes(word));
      choice.hidden = !fits && choice.querySelector<HTMLInputElement>("input")?.checked !== true;
      if (fits) shown += 1;
    }
    if (none) none.hidden = shown > 0;
  };
  box.addEventListener("input", filter, { signal });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault(); // a filter sends no form
    if (event.key !== "Escape" || box.value === "") return;
    event.preventDefault();
    event.stopPropagation(); // first the filter goes, then the form
    box.value = "";
    filter();
  }, { signal });
};
export default island;
