import type { Catalog, Image } from "@catalog-deck/contract";
import {
  compareVdaVersions,
  hasUpdateOnItsWay,
  searchText,
  searchWords,
  wordsForImageState,
} from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import {
  type ImageFilter,
  type ImageGroup,
  type ImageSort,
  type ImageSortColumn,
  type ImagesSearch,
  imageGroups,
} from "./images-search.ts";

/**
 * States that nothing but a person's doing changes, and in which no catalog can use the image (citrix-api.md#image).
 */
const failedStates: ReadonlySet<string> = new Set(["Failed", "AzureResourcesNotFound"]);

/** Which choice of the state filter an image belongs to. A failed image counts as failed even when deprecated. */
export function filterOf(image: Image): ImageFilter {
  if (failedStates.has(image.state)) return "failed";
  if (image.isDeprecated) return "deprecated";
  return image.state === "Ready" ? "ready" : "inPreparation";
}

/** True for an image that has to go: deprecated or failed. */
export function isUnfit(image: Image): boolean {
  const filter = filterOf(image);
  return filter === "deprecated" || filter === "failed";
}

/** True while an update may be taking the catalog to the image, and Citrix still has it on another. */
export function isOnItsWayTo(catalog: Catalog, image: Image): boolean {
  return catalog.imageId !== image.id && hasUpdateOnItsWay(catalog) && catalog.activeUpdate?.toImage?.id === image.id;
}

/** Where an image stands in the list: deprecated and failed ones that catalogs still use come first of all. */
export function groupOf(image: Image): ImageGroup {
  const filter = filterOf(image);
  if (filter === "ready" || filter === "inPreparation") return filter;
  return image.linkedCatalogs > 0 ? "inUseButUnfit" : "retired";
}

/** "Windows 11 Enterprise 24H2"; undefined when Citrix does not say. */
export function systemOf(image: Image): string | undefined {
  const words = [image.osName, image.osVersion].filter(Boolean).join(" ");
  return words === "" ? image.osPlatform : words;
}

/** "single session", "multi-session", "single or multi session", or Citrix's own word. */
export function sessionKindOf(sessionSupport: string): string {
  return sessionKinds.get(sessionSupport) ?? sessionSupport;
}

const sessionKinds = new Map([
  ["SingleSession", m.sessions_single()],
  ["MultiSession", m.sessions_multi()],
  ["Both", m.sessions_both()],
  ["Any", m.sessions_both()],
  ["Unknown", m.session_kind_unknown()],
]);

/** When the image was finished or, before that, created: ISO 8601; undefined when Citrix does not say. */
export function dateOf(image: Image): string | undefined {
  return image.finalizedDate ?? image.createdDate;
}

/** True when every word that was typed occurs in the image's name, system, VDA version, region, state or id. */
function matches(image: Image, words: readonly string[]): boolean {
  const parts = [
    image.name,
    systemOf(image),
    image.vdaVersion,
    image.region,
    wordsForImageState(image).label,
    sessionKindOf(image.sessionSupport),
    image.id,
  ];
  const text = searchText(parts.join(" "));
  return words.every((word) => text.includes(word));
}

/** Images that the search and the state filter let through, sorted: in groups, or by a column when one was chosen. */
export function shownImages(images: readonly Image[], search: ImagesSearch): Image[] {
  const words = searchWords(search.q ?? "");
  return images
    .filter((image) => (search.state === undefined || filterOf(image) === search.state) && matches(image, words))
    .sort(search.sort === undefined ? inGroups : byColumn(search.sort));
}

/** The groups that hold something, in order; the images inside keep theirs. */
export function groupsOf(images: readonly Image[]): { group: ImageGroup; images: Image[] }[] {
  return imageGroups
    .map((group) => ({ group, images: images.filter((image) => groupOf(image) === group) }))
    .filter(({ images: inside }) => inside.length > 0);
}

// A fixed language: the order must not depend on the machine that sorts.
const byText = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function inGroups(a: Image, b: Image): number {
  return imageGroups.indexOf(groupOf(a)) - imageGroups.indexOf(groupOf(b)) || byAge(b, a) || byNameAndId(a, b);
}

function byAge(a: Image, b: Image): number {
  return timeOf(a) - timeOf(b);
}

function timeOf(image: Image): number {
  const time = Date.parse(dateOf(image) ?? "");
  return Number.isNaN(time) ? 0 : time;
}

function byNameAndId(a: Image, b: Image): number {
  return byText.compare(a.name, b.name) || byText.compare(a.id, b.id);
}

const columns = {
  name: byNameAndId,
  state: (a, b) => byText.compare(wordsForImageState(a).label, wordsForImageState(b).label),
  system: (a, b) => byText.compare(systemOf(a) ?? "", systemOf(b) ?? ""),
  vda: (a, b) => compareVdaVersions(a.vdaVersion ?? "0", b.vdaVersion ?? "0"),
  region: (a, b) => byText.compare(a.region ?? "", b.region ?? ""),
  finished: byAge,
  used: (a, b) => a.linkedCatalogs - b.linkedCatalogs,
} satisfies Record<ImageSortColumn, (a: Image, b: Image) => number>;

function byColumn(sort: ImageSort): (a: Image, b: Image) => number {
  const { column, descending } = sortOf(sort);
  const compare = columns[column];
  return (a, b) => (descending ? compare(b, a) : compare(a, b)) || byNameAndId(a, b);
}

export function sortOf(sort: ImageSort): { column: ImageSortColumn; descending: boolean } {
  const descending = sort.startsWith("-");
  return { column: (descending ? sort.slice(1) : sort) as ImageSortColumn, descending };
}

/** Columns whose large end is asked for first: the newest, the most used, the newest VDA. */
const descendingFirst: ReadonlySet<ImageSortColumn> = new Set(["finished", "used", "vda"]);

/** What a press on a column's head sets: one direction, the other, then the groups again. */
export function nextSort(current: ImageSort | undefined, column: ImageSortColumn): ImageSort | undefined {
  const first: ImageSort = descendingFirst.has(column) ? `-${column}` : column;
  const second: ImageSort = descendingFirst.has(column) ? column : `-${column}`;
  if (current === first) return second;
  return current === second ? undefined : first;
}
