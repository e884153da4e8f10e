const KEY = "trellis-theme";

/** What the reader chose; `system` follows the computer. */
export type Theme = "system" | "light" | "dark";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** Puts the chosen theme on the page. */
export function startTheme(): void {
  applyTheme(storedTheme());
}

/** The theme that was chosen in this browser. */
export function storedTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    // A browser may refuse the store.
    return "system";
  }
}

/** Chooses the theme after this one. */
export function nextTheme(theme: Theme): Theme {
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It is then chosen for this page only.
  }
  applyTheme(next);
  return next;
}

function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event("theme-change"));
}
