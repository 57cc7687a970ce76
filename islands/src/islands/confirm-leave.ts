// A form whose changes are not sent yet holds the page (the browser asks).
import type { Island } from "../loader.js";

const island: Island = (element, signal) => {
  let changed = false;
  element.addEventListener("input", () => { changed = true; }, { signal });
  element.addEventListener("submit", () => { changed = false; }, { signal });
  addEventListener("beforeunload", (event) => { if (changed && element.isConnected) event.preventDefault(); }, { signal });
};
export default island;
