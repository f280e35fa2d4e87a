import type { Catalog, Image, UpdateRule } from "@catalog-deck/contract";
import { checkEligibility, compareCatalogs } from "@catalog-deck/domain";
import { factsComparedWithImages, imageChoicesFor, isAboutCatalog } from "../../shared/image-choices.ts";
import { filterOf } from "./image-list.ts";

/** Why an image that catalogs hang on has to go. `missing`: Citrix does not list it any more. */
export type RadarReason = "missing" | "failed" | "deprecated";

export interface RadarImage {
  id: string;
  name: string;
  reason: RadarReason;
  /** Absent when Citrix does not list it. */
  image?: Image;
  catalogs: readonly Catalog[];
  /** How many more catalogs Citrix counts on it than it lists. */
  notListed: number;
}

/** A ready image that could take the other's place, with the warnings that a person would have to accept. */
export interface Replacement {
  image: Image;
  warnings: readonly UpdateRule[];
}

const reasons: readonly RadarReason[] = ["missing", "failed", "deprecated"];
// A fixed language: the order must not depend on the machine that sorts.
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * The images in use that are gone, failed or deprecated: the worst first, those with the most machines before others. Of a
 * list that is not `complete` none is said to be gone: it may be one that could not be read.
 */
export function imagesOnRadar(catalogs: readonly Catalog[], images: readonly Image[], complete: boolean): RadarImage[] {
  const byImage = Map.groupBy(catalogs, ({ imageId }) => imageId ?? "");
  byImage.delete("");
  const found: RadarImage[] = [];
  for (const image of images) {
    const using = (byImage.get(image.id) ?? []).toSorted(compareCatalogs);
    byImage.delete(image.id);
    const kind = filterOf(image);
    const notListed = Math.max(0, image.linkedCatalogs - using.length);
    if ((kind !== "deprecated" && kind !== "failed") || using.length + notListed === 0) continue;
    found.push({ id: image.id, name: image.name, reason: kind, image, catalogs: using, notListed });
  }
  for (const [id, using] of complete ? byImage : []) {
    const name = using.find(({ templateImageName }) => templateImageName)?.templateImageName ?? id;
    found.push({ id, name, reason: "missing", catalogs: using.toSorted(compareCatalogs), notListed: 0 });
  }
  return found.sort(
    (a, b) =>
      reasons.indexOf(a.reason) - reasons.indexOf(b.reason) ||
      machinesOf(b) - machinesOf(a) ||
      byName.compare(a.name, b.name),
  );
}

/** How many machines hang on the image, as far as Citrix tells. */
export function machinesOf({ catalogs }: RadarImage): number {
  return catalogs.reduce((sum, { totalMachinesInCatalog }) => sum + (totalMachinesInCatalog ?? 0), 0);
}

/**
 * Gives, for a catalog, the ready images that could replace its image, by the rules and in the order of the update form.
 * Catalogs that are alike in what those rules look at share one answer: a site may have 1,000 of them on one image.
 */
export function replacementFinder(images: readonly Image[], staleData: boolean): (catalog: Catalog) => Replacement[] {
  const fit = images.filter((image) => filterOf(image) === "ready");
  const known = new Map<string, Replacement[]>();
  return (catalog) => {
    const { imageId } = catalog;
    const alike = factsComparedWithImages(catalog);
    let answer = known.get(alike);
    if (answer === undefined) {
      // The image in use is looked up among them all, the deprecated one too.
      const inUse = images.find(({ id }) => id === imageId);
      const candidates = inUse === undefined || fit.includes(inUse) ? fit : [...fit, inUse];
      answer = imageChoicesFor(catalog, candidates, staleData)
        .filter(({ unusableBecause, image }) => unusableBecause === undefined && image.id !== imageId)
        .map(({ image, rules }) => ({ image, warnings: rules.filter(isAboutImage) }));
      known.set(alike, answer);
    }
    return answer;
  };
}

/** The image that could replace that of most of these catalogs, by what is best for each. */
export function bestForMost(
  catalogs: readonly Catalog[],
  replacementsFor: (catalog: Catalog) => readonly Replacement[],
): string | undefined {
  const best = catalogs.flatMap((catalog) => replacementsFor(catalog)[0]?.image.id ?? []);
  const [most] = [...Map.groupBy(best, (id) => id)].sort(([, a], [, b]) => b.length - a.length);
  return most?.[0];
}

/** Why the catalog can move to no image at all now; undefined when it can. */
export function blockOf(catalog: Catalog, { image }: Replacement): string | undefined {
  return checkEligibility({ catalog, image, staleData: false }).find(isAboutCatalog)?.message;
}

const aboutCatalogAlone = new Set([
  "remote-pc-unknown",
  "existing-machines-keep-disk",
  "catalog-has-error-warning",
  "stale-data",
]);

/** What choosing another image could spare. */
function isAboutImage(rule: UpdateRule): boolean {
  return !isAboutCatalog(rule) && !aboutCatalogAlone.has(rule.code);
}
