import type { Catalog, Image, RuleVerdict, UpdateRule } from "@catalog-deck/contract";
import { hasErrorWarning, hasUpdateOnItsWay, isFinalState, wordsForCatalogState } from "./catalog-state.ts";
import * as m from "./i18n/messages.js";
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
    if (hasUpdateOnItsWay(catalog)) return m.rule_on_its_way();
    if (catalog.unreadable) return m.rule_catalog_unreadable();
    if (isFinalState(catalog.state)) return undefined;
    const state = wordsForCatalogState(catalog).label;
    return catalog.state === "Processing" ? m.rule_not_ready_processing({ state }) : m.rule_not_ready({ state });
  },
  // section 6; section 5 `isRemotePcCatalog`
  "remote-pc-catalog": ({ catalog }) => (catalog.isRemotePcCatalog ? m.rule_remote_pc() : undefined),
  // section 6; section 5 "Image", state
  "image-not-ready": ({ image }) => {
    if (image.unreadable) return m.rule_image_unreadable();
    return image.state === "Ready" ? undefined : m.rule_image_not_ready({ state: wordsForImageState(image).label });
  },
  // section 6: the image cannot serve the catalog's session kind
  "session-support-mismatch": ({ catalog, image }) => {
    if (sessionMatch(catalog, image) !== "mismatch") return undefined;
    return catalog.sessionSupport === "SingleSession" ? m.rule_session_single() : m.rule_session_multi();
  },
  // section 6: another platform than the current image's
  "os-platform-mismatch": ({ image, currentImage }) => {
    const [platform, current] = [image.osPlatform, currentImage?.osPlatform];
    return platform && current && differ(platform, current) ? m.rule_platform({ platform, current }) : undefined;
  },
} satisfies Record<BlockCode, Check>;

/** Warnings that a person may accept, in the order in which they are shown (catalogservice.md, section 6). */
const warning = {
  // section 6: `Unknown` warns instead
  "session-support-unknown": ({ catalog, image }) =>
    sessionMatch(catalog, image) === "unknown" ? m.rule_session_unknown() : undefined,
  // section 6
  "image-deprecated": ({ image }) => (image.isDeprecated ? m.rule_deprecated() : undefined),
  // section 6
  "image-in-use-already": ({ catalog, image }) => (catalog.imageId === image.id ? m.rule_in_use() : undefined),
  // section 6
  "vda-older": ({ catalog, image, currentImage }) => {
    const current = currentImage?.vdaVersion ?? catalog.imageVdaVersion;
    if (image.vdaVersion === undefined || current === undefined) return undefined;
    if (compareVdaVersions(image.vdaVersion, current) >= 0) return undefined;
    return m.rule_vda_older({ version: image.vdaVersion, current });
  },
  // section 6
  "server-desktop-change": ({ image, currentImage }) => {
    const before = currentImage?.isServerOs;
    if (image.isServerOs === undefined || before === undefined || image.isServerOs === before) return undefined;
    return image.isServerOs ? m.rule_desktop_to_server() : m.rule_server_to_desktop();
  },
  // section 6; section 5 `persistStaticAllocatedVmDisks`
  "existing-machines-keep-disk": ({ catalog }) =>
    catalog.allocationType === "Permanent" && catalog.persistStaticAllocatedVmDisks === true
      ? m.rule_keep_disk()
      : undefined,
  // section 6
  "region-differs": ({ catalog, image }) => {
    if (!image.region || !catalog.region || !differ(plainRegion(catalog.region), plainRegion(image.region))) {
      return undefined;
    }
    return m.rule_region({ region: image.region, catalogRegion: catalog.region });
  },
  // section 6
  "catalog-has-error-warning": ({ catalog }) => {
    if (!hasErrorWarning(catalog)) return undefined;
    const titles = catalog.warnings
      .filter((w) => w.type === "ImageRollback" || wordsForWarning(w).isError)
      .map((w) => wordsForWarning(w).title);
    return m.rule_has_error({ errors: [...new Set(titles)].join("; ") });
  },
  // section 6; section 5 `staleData`
  "stale-data": ({ staleData }) => (staleData ? m.rule_stale() : undefined),
} satisfies Record<WarnCode, Check>;

/**
 * Every rule that an update of `catalog` to `image` breaks or has to have acknowledged, blocking ones first
 * (catalogservice.md, section 6). Empty when nothing speaks against it. `currentImage` is the image in use, if it is
 * known; a fact that Citrix does not give speaks neither for nor against. `staleData`: the facts are from an old copy.
 */
export function checkEligibility(input: Facts): UpdateRule[] {
  return [...rulesOf(blocking, "block", input), ...rulesOf(warning, "warn", input)];
}

/** What each rule says when nothing speaks against the update. */
const passed = {
  "catalog-not-ready": m.passed_catalog_not_ready,
  "remote-pc-catalog": m.passed_remote_pc,
  "image-not-ready": m.passed_image_not_ready,
  "session-support-mismatch": m.passed_session_mismatch,
  "os-platform-mismatch": m.passed_platform,
  "session-support-unknown": m.passed_session_unknown,
  "image-deprecated": m.passed_deprecated,
  "image-in-use-already": m.passed_in_use,
  "vda-older": m.passed_vda_older,
  "server-desktop-change": m.passed_server_desktop,
  "existing-machines-keep-disk": m.passed_keep_disk,
  "region-differs": m.passed_region,
  "catalog-has-error-warning": m.passed_has_error,
  "stale-data": m.passed_stale,
} satisfies Record<BlockCode | WarnCode, () => string>;

/**
 * Every rule of `checkEligibility` with its verdict, those that passed included, in the order in which they are shown.
 * `ok` means that nothing speaks against the update; that is also so where Citrix does not give the fact.
 */
export function verdictsOfRules(input: Facts): RuleVerdict[] {
  const broken = new Map(checkEligibility(input).map((rule) => [rule.code, rule]));
  return Object.entries(passed).map(([code, words]) => {
    const rule = broken.get(code);
    return rule === undefined
      ? { code, verdict: "ok", message: words() }
      : { code, verdict: rule.severity, message: rule.message };
  });
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

/** "West Europe" and "westeurope" are one Azure region. */
function plainRegion(region: string | undefined): string | undefined {
  return region?.replace(/[\s_-]+/g, "");
}

/** True when both are known and not the same, without case. */
function differ(a: string | undefined, b: string | undefined): boolean {
  return !!a && !!b && a.toLowerCase() !== b.toLowerCase();
}
