import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

// The script in index.html reads the same key before the first paint.
const storageKey = "catalog-deck-theme";
const listeners = new Set<() => void>();

function current(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Sets the theme of this browser; "system" follows the system. */
export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, theme);
  } catch (error) {
    // Storage may be forbidden: the theme then holds until the page is closed.
    console.warn("The theme could not be kept", error);
  }
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}
