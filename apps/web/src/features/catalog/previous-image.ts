import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { isEnded } from "@catalog-deck/domain";

/** An image that a catalog has run on, and the update that took it away. */
export interface PreviousImage {
  image: NonNullable<ImageUpdate["fromImage"]>;
  updateId: string;
}

/**
 * The image that a catalog ran on before the one in use: where the newest update began that did not begin on the one in
 * use, from here or external. An update counts when its image is in place, also while machines still wait for a restart.
 * @param updates newest first, as far as they have been read
 */
export function previousImageOf(catalog: Catalog, updates: readonly ImageUpdate[]): PreviousImage | undefined {
  if (catalog.imageId === undefined) return undefined;
  for (const { id, state, fromImage } of updates) {
    const isInPlace = isEnded(state) || state === "waitingForRestart";
    if (isInPlace && fromImage && fromImage.id !== catalog.imageId) {
      return { image: fromImage, updateId: id };
    }
  }
  return undefined;
}
