import { createHash } from "node:crypto";
import type { OpenDecision } from "@catalog-deck/contract";
import { definedFields } from "../lib/defined-fields.ts";
import type { CatalogReading } from "./verdict.ts";

/** A reading as an administrator sees it who has to decide; `version` is the same as long as nothing in it changes. */
export function catalogSeen(reading: CatalogReading, readAt: Date): OpenDecision["catalog"] {
  const { imageId, imageName, state, subState, lastModifiedTime } = reading;
  const facts = {
    state,
    image: imageId === null ? null : { id: imageId, name: imageName ?? imageId },
    warnings: [...reading.warnings],
    ...definedFields({ subState, lastModifiedTime }),
  };
  const version = createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, 22);
  return { ...facts, readAt: readAt.toISOString(), version };
}
