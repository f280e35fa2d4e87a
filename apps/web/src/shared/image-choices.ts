import type { Catalog, Image, UpdateRule } from "@catalog-deck/contract";
import { checkEligibility, searchText, searchWords } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";

export interface ImageChoice {
  image: Image;
  /** Every rule about moving this catalog to it. */
  rules: UpdateRule[];
  /** Why it cannot be chosen, in words; undefined when it can be. */
  unusableBecause?: string;
  inUse: boolean;
  /** What else there is to say about it, in words. */
  note?: string;
}

/** When an image was finished, as milliseconds; 0 when nobody knows. */
function finishedAtMs(image: Image): number {
  const parsed = Date.parse(image.finalizedDate ?? image.createdDate ?? "");
  return Number.isNaN(parsed) ? 0 : parsed;
}

/**
 * The images as a catalog's update form lists them: those that can serve it, of its own region before others, with the
 * fewest warnings and the newest first, the one in use after them and deprecated ones last; then those that cannot, each
 * with its reason (interface.md#update-form; rules:
 * citrix-api.md#rules-before-an-update). A rule about the catalog itself makes no image unusable: it is said once, for
 * the whole form.
 */
export function imageChoicesFor(catalog: Catalog, images: readonly Image[], staleData: boolean): ImageChoice[] {
  const currentImage = images.find((image) => image.id === catalog.imageId);
  return images
    .map((image): ImageChoice => {
      const rules = checkEligibility({ catalog, image, ...(currentImage ? { currentImage } : {}), staleData });
      const block = rules.find((rule) => rule.severity === "block" && !isAboutCatalog(rule));
      const inUse = image.id === catalog.imageId;
      return block ? { image, rules, inUse, unusableBecause: block.message } : { image, rules, inUse };
    })
    .sort(compareChoices);
}

/** What the rules compare of a catalog with an image, all of it: catalogs alike in it share one answer. */
export function factsComparedWithImages(catalog: Catalog): string {
  const { imageId, sessionSupport, region, imageVdaVersion, templateImageOs } = catalog;
  return JSON.stringify([imageId, sessionSupport, region, imageVdaVersion, templateImageOs]);
}

/**
 * The images for many catalogs at once, in the same order: those that serve at least one of them, with how many; then those
 * that serve none, with the first reason.
 */
export function imageChoicesForMany(
  catalogs: readonly Catalog[],
  images: readonly Image[],
  staleData: boolean,
): ImageChoice[] {
  const groups = [...Map.groupBy(catalogs, factsComparedWithImages).values()].map((alike) => ({
    count: alike.length,
    byImage: new Map(
      alike.slice(0, 1).flatMap((one) => imageChoicesFor(one, images, staleData).map((it) => [it.image.id, it])),
    ),
  }));
  return images
    .map((image): ImageChoice => {
      const judged = groups.flatMap(({ count, byImage }) => {
        const choice = byImage.get(image.id);
        return choice === undefined ? [] : [{ count, choice }];
      });
      const sum = (of: typeof judged) => of.reduce((total, { count }) => total + count, 0);
      const serving = judged.filter(({ choice }) => choice.unusableBecause === undefined);
      const [first] = judged;
      if (serving.length === 0 && first?.choice.unusableBecause !== undefined) {
        return { image, rules: first.choice.rules, inUse: false, unusableBecause: first.choice.unusableBecause };
      }
      const using = sum(judged.filter(({ choice }) => choice.inUse));
      // The rules that hold for all that it serves; the others are said catalog by catalog.
      const rules = (serving[0]?.choice.rules ?? []).filter(({ code }) =>
        serving.every(({ choice }) => choice.rules.some((rule) => rule.code === code)),
      );
      const notes = [
        sum(serving) < catalogs.length ? m.image_serves({ count: sum(serving), total: catalogs.length }) : "",
        using > 0 ? m.image_runs_on({ count: using }) : "",
      ].filter((note) => note !== "");
      const note = notes.length > 0 ? { note: notes.join(" · ") } : {};
      return { image, rules, inUse: false, ...note };
    })
    .sort(compareChoices);
}

/** True for the blocking rules that no other image can cure. */
export function isAboutCatalog(rule: UpdateRule): boolean {
  return rule.code === "catalog-not-ready" || rule.code === "remote-pc-catalog";
}

/** True where image and catalog are known to be in different regions: copying takes longer. */
export function isOfOtherRegion({ rules }: ImageChoice): boolean {
  return rules.some(({ code }) => code === "region-differs");
}

/** Places in the list, first to last. */
const ranks = ["sameRegion", "otherRegion", "inUse", "deprecated", "unusable"] as const;

function rankOf(choice: ImageChoice): (typeof ranks)[number] {
  if (choice.unusableBecause !== undefined) return "unusable";
  if (choice.image.isDeprecated) return "deprecated";
  if (choice.inUse) return "inUse";
  return isOfOtherRegion(choice) ? "otherRegion" : "sameRegion";
}

function compareChoices(a: ImageChoice, b: ImageChoice): number {
  return (
    ranks.indexOf(rankOf(a)) - ranks.indexOf(rankOf(b)) ||
    a.rules.length - b.rules.length ||
    finishedAtMs(b.image) - finishedAtMs(a.image) ||
    a.image.name.localeCompare(b.image.name, undefined, { numeric: true })
  );
}

/** The choices that hold every word of the search in their name, system, VDA version, region or notes. */
export function searchChoices(choices: readonly ImageChoice[], search: string): ImageChoice[] {
  const words = searchWords(search);
  return choices.filter(({ image }) => {
    const parts = [image.name, image.osName, image.osVersion, image.vdaVersion, image.region, image.notes, image.id];
    const text = searchText(parts.filter((part) => part !== undefined).join(" "));
    return words.every((word) => text.includes(word));
  });
}
