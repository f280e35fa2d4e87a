import { untilServed } from "./until-served.ts";

/**
 * Loads a part of the page that is fetched on demand. While the browser is offline it is not asked for yet, since browsers
 * ask for a script that could not be had only once. One that fails all the same never comes, and what stands in its place
 * stays: `onMissingPart` sees to the rest.
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  if (!navigator.onLine) await untilServed();
  try {
    return await load();
  } catch (error) {
    console.warn("A part of the page could not be loaded", error);
    return new Promise(() => undefined);
  }
}
