import { pageEnd } from "./page-end.ts";
import { untilServed } from "./until-served.ts";

/**
 * Loads a part of the page that is fetched on demand. While the browser is offline it is not asked for yet, since browsers
 * ask for a script that could not be had only once. One that fails all the same never comes, and what stands in its place
 * stays: `onMissingChunk` sees to the rest. It ends with the page: nothing is asked for, said or given after that.
 */
export async function loadChunk<Part>(load: () => Promise<Part>): Promise<Part> {
  if (!navigator.onLine) await untilServed();
  try {
    const part = await load();
    if (!pageEnd.aborted) return part;
  } catch (error) {
    if (!pageEnd.aborted) console.warn("A part of the page could not be loaded", error);
  }
  return new Promise(() => undefined);
}
