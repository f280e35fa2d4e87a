import { WireImage, type WireImageDetails } from "@catalog-deck/catalogservice";
import { Image, type ImageDetail } from "@catalog-deck/contract";
import { definedFields } from "../lib/defined-fields.ts";
import { sharedFields } from "./shared-fields.ts";

const imageFields = sharedFields(Image, WireImage);

/**
 * A master image as browsers see it: every field that `WireImage` and `Image` both name, without nulls. Enum values pass as
 * they are, known or not.
 */
export function imageFromWire(wire: WireImage): Image {
  return {
    ...imageFields(wire),
    id: wire.id,
    name: wire.name,
    state: wire.state,
    sessionSupport: wire.sessionSupport ?? "Unknown",
    citrixPrepared: wire.citrixPrepared,
    linkedCatalogs: wire.linkedCatalogs ?? 0,
  };
}

/** One image with the catalogs that use it and the applications found on it (icons left out: no page shows them). */
export function imageDetailsFromWire(wire: WireImageDetails): Image & Pick<ImageDetail, "catalogs" | "applications"> {
  return {
    ...imageFromWire(wire),
    catalogs: (wire.catalogs ?? []).map(({ catalogId, catalogName, state }) => ({ catalogId, catalogName, state })),
    applications: (wire.applications ?? []).map((application) => ({
      id: application.id,
      name: application.name,
      ...definedFields({ applicationPath: application.applicationPath, description: application.description }),
    })),
  };
}
