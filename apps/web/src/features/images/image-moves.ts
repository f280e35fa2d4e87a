import type { Catalog, Image, UpdateRule } from "@catalog-deck/contract";
import { checkEligibility } from "@catalog-deck/domain";

/** A catalog that may move to the image, with the warnings an administrator would have to acknowledge. */
export interface PossibleMove {
  catalog: Catalog;
  warnings: readonly UpdateRule[];
}

/** A catalog that may not, with the first reason. */
export interface ImpossibleMove {
  catalog: Catalog;
  reason: string;
}

// A fixed language: the order must not depend on the machine that sorts.
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * Splits the catalogs that do not use `image` into those that could move to it (no blocking rule of
 * citrix-api.md#rules-before-an-update) and those that could not; by name. `images` gives the images in use, where known.
 */
export function movesTo(
  image: Image,
  facts: { catalogs: readonly Catalog[]; images: readonly Image[]; staleData: boolean },
): { possible: PossibleMove[]; impossible: ImpossibleMove[] } {
  const imagesById = new Map(facts.images.map((known) => [known.id, known]));
  const possible: PossibleMove[] = [];
  const impossible: ImpossibleMove[] = [];
  const others = facts.catalogs.filter((catalog) => catalog.imageId !== image.id);
  for (const catalog of others.toSorted((a, b) => byName.compare(a.name, b.name))) {
    const currentImage = imagesById.get(catalog.imageId ?? "");
    const rules = checkEligibility({ catalog, image, currentImage, staleData: facts.staleData });
    const block = rules.find((rule) => rule.severity === "block");
    if (block === undefined) possible.push({ catalog, warnings: rules });
    else impossible.push({ catalog, reason: block.message });
  }
  return { possible, impossible };
}
