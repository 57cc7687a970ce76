// The colours chosen in this browser, over what the server or the system says.
const store = "inquest-theme";
const server = document.documentElement.dataset["theme"];

/** light, dark, or auto. */
export function chosen(): string {
  return localStorage.getItem(store) ?? "auto";
}

/** Remembers and shows a choice. */
export function choose(theme: string): void {
  if (theme === "light" || theme === "dark") localStorage.setItem(store, theme);
  else localStorage.removeItem(store);
  apply();
}

/** Shows what was chosen. */
export function apply(): void {
  const theme = localStorage.getItem(store) ?? server;
  if (theme) document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
}
