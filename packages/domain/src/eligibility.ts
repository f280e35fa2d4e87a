import type { Catalog, Image, UpdateRule } from "@catalog-deck/contract";
import { hasErrorWarning, hasUpdateOnItsWay, isFinalState, wordsForCatalogState } from "./catalog-state.ts";
import { compareVdaVersions, wordsForImageState } from "./images.ts";
import { wordsForWarning } from "./warnings.ts";

interface Facts {
  catalog: Catalog;
  image: Image;
  currentImage?: Image | undefined;
  staleData: boolean;
}

type BlockCode =
  | "catalog-not-ready"
  | "remote-pc-catalog"
  | "image-not-ready"
  | "session-support-mismatch"
  | "os-platform-mismatch";

type WarnCode =
  | "session-support-unknown"
  | "image-deprecated"
  | "image-in-use-already"
  | "vda-older"
  | "server-desktop-change"
  | "existing-machines-keep-disk"
  | "region-differs"
  | "catalog-has-error-warning"
  | "stale-data";

/** The message when the rule speaks, undefined when there is nothing to say. */
type Check = (facts: Facts) => string | undefined;

/** Blocking rules, in the order in which they are shown (catalogservice.md, section 6). */
const blocking = {
  // section 6: the catalog is not Active/InputRequired; section 4: never sent twice
  "catalog-not-ready": ({ catalog }) => {
    if (hasUpdateOnItsWay(catalog)) return "An image update of this catalog is on its way. Wait until it has ended.";
    if (isFinalState(catalog.state)) return undefined;
    const label = wordsForCatalogState(catalog).label;
    const next =
      catalog.state === "Processing"
        ? "Wait until Citrix has finished."
        : "Bring the catalog back to Active in Citrix Cloud first.";
    return `The catalog's state is "${label}"; it must be Active or Input required. ${next}`;
  },
  // section 6; section 5 `isRemotePcCatalog`
  "remote-pc-catalog": ({ catalog }) =>
    catalog.isRemotePcCatalog
      ? "This is a Remote PC catalog: its machines are physical PCs without a master image. Update them with your own software distribution."
      : undefined,
  // section 6; section 5 "Image", state
  "image-not-ready": ({ image }) =>
    image.state === "Ready"
      ? undefined
      : `The image's state is "${wordsForImageState(image).label}"; a catalog can use it only when it is Ready. Finish the image in Citrix Cloud, or choose another.`,
  // section 6: the image cannot serve the catalog's session kind
  "session-support-mismatch": ({ catalog, image }) =>
    sessionMatch(catalog, image) === "mismatch"
      ? `The image is for ${sessionWords(image)} machines and the catalog is ${sessionWords(catalog)}. Choose a ${sessionWords(catalog)} image.`
      : undefined,
  // section 6: another platform than the current image's
  "os-platform-mismatch": ({ image, currentImage }) =>
    differ(image.osPlatform, currentImage?.osPlatform)
      ? `The image is ${image.osPlatform} and the catalog runs ${currentImage?.osPlatform}. Choose a ${currentImage?.osPlatform} image.`
      : undefined,
} satisfies Record<BlockCode, Check>;

/** Warnings that a person may accept, in the order in which they are shown (catalogservice.md, section 6). */
const warning = {
  // section 6: `Unknown` warns instead
  "session-support-unknown": ({ catalog, image }) =>
    sessionMatch(catalog, image) === "unknown"
      ? "Citrix does not say whether this image suits the catalog's session kind. Make sure that it does before you go on."
      : undefined,
  // section 6
  "image-deprecated": ({ image }) =>
    image.isDeprecated ? "Citrix has deprecated this image. Choose a newer one if you can." : undefined,
  // section 6
  "image-in-use-already": ({ catalog, image }) =>
    catalog.imageId === image.id
      ? "The catalog uses this image already. Go on only if you want its machines to be restarted from it again."
      : undefined,
  // section 6
  "vda-older": ({ catalog, image, currentImage }) => {
    const current = currentImage?.vdaVersion ?? catalog.imageVdaVersion;
    if (image.vdaVersion === undefined || current === undefined) return undefined;
    if (compareVdaVersions(image.vdaVersion, current) >= 0) return undefined;
    return `The image's VDA ${image.vdaVersion} is older than ${current}, which is in use. Go on only if you want to go back.`;
  },
  // section 6
  "server-desktop-change": ({ image, currentImage }) => {
    const before = currentImage?.isServerOs;
    if (image.isServerOs === undefined || before === undefined || image.isServerOs === before) return undefined;
    return `The catalog changes from a ${osKind(before)} to a ${osKind(image.isServerOs)} operating system. Check that apps and licences allow it.`;
  },
  // section 6; section 5 `persistStaticAllocatedVmDisks`
  "existing-machines-keep-disk": ({ catalog }) =>
    catalog.allocationType === "Permanent" && catalog.persistStaticAllocatedVmDisks === true
      ? "Machines of this catalog keep their disk, so existing ones stay on the old image; only machines added later get the new one. Update existing machines by other means."
      : undefined,
  // section 6
  "region-differs": ({ catalog, image }) =>
    differ(plainRegion(catalog.region), plainRegion(image.region))
      ? `The image is in ${image.region} and the catalog in ${catalog.region}. Copying takes longer and may cost; choose an image in ${catalog.region} if there is one.`
      : undefined,
  // section 6
  "catalog-has-error-warning": ({ catalog }) => {
    if (!hasErrorWarning(catalog)) return undefined;
    const titles = catalog.warnings
      .filter((w) => w.type === "ImageRollback" || wordsForWarning(w).isError)
      .map((w) => wordsForWarning(w).title);
    return `The catalog already has an error: ${[...new Set(titles)].join("; ")}. Look into it first: the update may fail for the same reason.`;
  },
  // section 6; section 5 `staleData`
  "stale-data": ({ staleData }) =>
    staleData
      ? "These facts are from an old copy and may have changed since. Wait for fresh data if you can."
      : undefined,
} satisfies Record<WarnCode, Check>;

/**
 * Every rule that an update of `catalog` to `image` breaks or has to have acknowledged, blocking ones first
 * (catalogservice.md, section 6). Empty when nothing speaks against it. `currentImage` is the image in use, if it is
 * known; a fact that Citrix does not give speaks neither for nor against. `staleData`: the facts are from an old copy.
 */
export function checkEligibility(input: Facts): UpdateRule[] {
  return [...rulesOf(blocking, "block", input), ...rulesOf(warning, "warn", input)];
}

function rulesOf(checks: Record<string, Check>, severity: UpdateRule["severity"], facts: Facts): UpdateRule[] {
  return Object.entries(checks).flatMap(([code, check]) => {
    const message = check(facts);
    return message === undefined ? [] : [{ code, severity, message }];
  });
}

function sessionMatch(catalog: Catalog, image: Image): "match" | "mismatch" | "unknown" {
  if (image.sessionSupport === "Both" || image.sessionSupport === "Any") return "match";
  const isKnown = (kind: string) => kind === "SingleSession" || kind === "MultiSession";
  if (!isKnown(image.sessionSupport) || !isKnown(catalog.sessionSupport)) return "unknown";
  return image.sessionSupport === catalog.sessionSupport ? "match" : "mismatch";
}

function sessionWords(of: Catalog | Image): string {
  return of.sessionSupport === "SingleSession" ? "single-session" : "multi-session";
}

function osKind(isServerOs: boolean): string {
  return isServerOs ? "server" : "desktop";
}

/** "West Europe" and "westeurope" are one Azure region. */
function plainRegion(region: string | undefined): string | undefined {
  return region?.replace(/[\s_-]+/g, "");
}

/** True when both are known and not the same, without case. */
function differ(a: string | undefined, b: string | undefined): boolean {
  return !!a && !!b && a.toLowerCase() !== b.toLowerCase();
}
