import { vi } from "vitest";

/** Tries until nothing is thrown, and gives what came out: a minute and a half at the most, for a busy machine. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 90_000, interval: 50 });
}
