import type { ImageUpdate } from "@catalog-deck/contract";
import { type ImageUpdatesFilter, readImageUpdates } from "../../api/image-updates.ts";

/** More than ten years of a large site; a browser holds that much easily. */
export const mostUpdates = 20_000;

export interface History {
  filter: ImageUpdatesFilter;
  /** Newest first, each once. */
  updates: readonly ImageUpdate[];
  /** False when there are more than `mostUpdates`: then these are the newest. */
  complete: boolean;
}

/**
 * Reads every update that the filter lets through, page after page. `onProgress` hears how many there are after each
 * page. Throws ApiProblem when a page cannot be read, and the signal's reason when it is aborted.
 */
export async function readHistory(
  connectionId: string,
  filter: ImageUpdatesFilter,
  options: { signal: AbortSignal; onProgress: (count: number) => void; most?: number },
): Promise<History> {
  const { signal, onProgress, most = mostUpdates } = options;
  // An update may change its page while this reads: each counts once, by its newest reading.
  const byId = new Map<string, ImageUpdate>();
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await readImageUpdates(connectionId, filter, { cursor, signal });
    for (const update of page.items) byId.set(update.id, update);
    onProgress(Math.min(byId.size, most));
    cursor = page.nextCursor;
  } while (cursor !== undefined && byId.size < most);
  const updates = [...byId.values()].slice(0, most);
  return { filter, updates, complete: cursor === undefined && byId.size <= most };
}
