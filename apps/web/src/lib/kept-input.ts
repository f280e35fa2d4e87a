const prefix = "catalog-deck-input ";

/** Where input is kept: in this tab, which a reload does not end, or in this browser. */
export type InputStorage = "tab" | "browser";

function storageOf(place: InputStorage): Storage {
  return place === "tab" ? sessionStorage : localStorage;
}

/**
 * Runs what a browser refuses that keeps nothing (private windows, policies, a full storage): the page works without
 * it, as if nothing had been kept.
 */
function whereAllowed<Result>(use: () => Result, otherwise: Result): Result {
  try {
    return use();
  } catch (error) {
    console.warn("The browser does not keep what was entered", error);
    return otherwise;
  }
}

/** What was kept under this name, as JSON gave it; undefined where there is nothing. */
export function keptInput(place: InputStorage, name: string): unknown {
  return whereAllowed(() => {
    const text = storageOf(place).getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as unknown);
  }, undefined);
}

/** Keeps what a person has entered; the name says whose and what. */
export function keepInput(place: InputStorage, name: string, value: unknown): void {
  whereAllowed(() => storageOf(place).setItem(prefix + name, JSON.stringify(value)), undefined);
}

export function forgetInput(place: InputStorage, name: string): void {
  whereAllowed(() => storageOf(place).removeItem(prefix + name), undefined);
}

const forgetters = new Set<() => void>();

/** For what a page also holds in memory: called when everything is forgotten. */
export function onInputForgotten(forget: () => void): void {
  forgetters.add(forget);
}

/** Forgets everything that anybody has entered here: at sign-out, and when someone else takes over. */
export function forgetAllInput(): void {
  for (const place of ["tab", "browser"] as const) {
    whereAllowed(() => {
      const storage = storageOf(place);
      for (const name of Object.keys(storage)) if (name.startsWith(prefix)) storage.removeItem(name);
    }, undefined);
  }
  for (const forget of forgetters) forget();
}
