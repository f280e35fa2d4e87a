import type { Catalog } from "@catalog-deck/contract";
import type { ImageUpdatesFilter } from "../../api/image-updates.ts";

/** What a page lets people take along: the catalogs that it shows, or every update that its filter lets through. */
export type Exported =
  | { kind: "catalogs"; shown: () => readonly Catalog[] }
  | { kind: "updates"; filter: ImageUpdatesFilter };
