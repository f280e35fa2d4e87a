import { createHash } from "node:crypto";
import type { WireCatalog, WireImage } from "@catalog-deck/catalogservice";
import type { ImageUpdateRun } from "../image-update.ts";

/** An application found on an image, as ImageDetails lists it. */
export interface ImageApplication {
  id: string;
  name: string;
  applicationPath: string;
  workingDirectory?: string;
  description?: string;
  commandLineParams?: string;
}

/** A catalog as it is kept: what it was before its last run, and that run. */
export interface StoredCatalog {
  before: WireCatalog;
  run?: ImageUpdateRun;
}

/** An image as it is kept; which catalogs use it is counted when it is asked for. */
export interface StoredImage {
  image: WireImage;
  applications: readonly ImageApplication[];
}

/** A whole fleet, newly made. */
export interface FleetSeed {
  images: StoredImage[];
  catalogs: StoredCatalog[];
}

/** An id in the shape of a GUID, always the same for the same words. */
export function guidOf(words: string): string {
  const hex = createHash("sha256").update(words).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
