import type { ImageUpdate } from "@catalog-deck/contract";
import { isEnded } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";

/** The name of the image that an update moves its catalog to; of an external one it may not be known, or not yet. */
export function targetInWords(update: Pick<ImageUpdate, "toImage" | "state" | "finishedAt">): string {
  return update.toImage?.name ?? (isEnded(update) ? m.image_not_known() : m.image_not_known_yet());
}

/**
 * The moment under which an update stands in a history (ISO 8601): when it was sent or began; of an external one of which
 * only the end is known, that.
 */
export function momentOf(update: ImageUpdate): string {
  return update.requestedAt ?? update.startedAt ?? update.finishedAt ?? update.noticedAt ?? "";
}
