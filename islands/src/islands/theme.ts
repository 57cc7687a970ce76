// Buttons [data-theme-set="auto|light|dark"] inside choose the colours.
import type { Island } from "../loader.js";
import { choose, chosen } from "../theme.js";

const island: Island = (element, signal) => {
  const buttons = [...element.querySelectorAll<HTMLElement>("[data-theme-set]")];
  const show = (): void => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset["themeSet"] === chosen()));
  };
  element.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-theme-set]") : null;
    if (!button) return;
    choose(button.dataset["themeSet"] ?? "auto");
    show();
  }, { signal });
  show();
};
export default island;
