import type { Catalog, Image, RuleVerdict, UpdateRule } from "@catalog-deck/contract";
import { hasErrorWarning, hasUpdateOnItsWay, isFinalState, wordsForCatalogState } from "./catalog-state.ts";
import * as m from "./i18n/messages.js";
import { compareVdaVersions, isVdaVersion, wordsForImageState } from "./images.ts";
import { isServerInUse, isServerSystem, known, platformInUse, platformOf } from "./operating-system.ts";
import { isKnownWarning, wordsForWarning } from "./warnings.ts";

interface Facts {
  catalog: Catalog;
  image: Image;
  currentImage?: Image | undefined;
  /** Undefined while nothing says whether the facts are from an old copy. */
  staleData: boolean | undefined;
}

/** The warning that takes the place of a blocking rule whose fact is missing. */
interface UnknownFact {
  code: string;
  message: string;
}

interface BlockingRule {
  /** The message when the rule speaks, undefined when its facts say that there is nothing against the update. */
  check: (facts: Facts) => string | UnknownFact | undefined;
  /** What it says when nothing speaks against the update. */
  passed: () => string;
}

/** What a warning rule whose fact is missing finds. */
const missing = Symbol("a fact is missing");

interface WarningRule {
  check: (facts: Facts) => string | typeof missing | undefined;
  passed: () => string;
  /** What it says where a fact is missing. */
  notCompared: () => string;
}

/** Blocking rules, in the order in which they are shown (citrix-api.md#rules-before-an-update). */
const blocking: Record<string, BlockingRule> = {
  // An update on its way blocks too: never sent twice
  "catalog-not-ready": {
    check: ({ catalog }) => blockOfCatalog(catalog),
    passed: m.passed_catalog_not_ready,
  },
  "remote-pc-catalog": {
    check: ({ catalog: { isRemotePcCatalog } }) => {
      if (isRemotePcCatalog === undefined) return { code: "remote-pc-unknown", message: m.rule_remote_pc_unknown() };
      return isRemotePcCatalog ? m.rule_remote_pc() : undefined;
    },
    passed: m.passed_remote_pc,
  },
  "image-not-ready": {
    check: ({ image }) => {
      if (image.unreadable) return m.rule_image_unreadable();
      return image.state === "Ready" ? undefined : m.rule_image_not_ready({ state: wordsForImageState(image).label });
    },
    passed: m.passed_image_not_ready,
  },
  // the image cannot serve the catalog's session kind; `Unknown` warns instead
  "session-support-mismatch": {
    check: ({ catalog, image, currentImage }) => {
      if (image.sessionSupport === "Both" || image.sessionSupport === "Any") return undefined;
      const wanted = sessionKind(catalog.sessionSupport) ?? sessionKind(currentImage?.sessionSupport);
      const served = sessionKind(image.sessionSupport);
      if (wanted === undefined || served === undefined)
        return { code: "session-support-unknown", message: m.rule_session_unknown() };
      if (wanted === served) return undefined;
      return wanted === "SingleSession" ? m.rule_session_single() : m.rule_session_multi();
    },
    passed: m.passed_session_mismatch,
  },
  // another platform than the current image's
  "os-platform-mismatch": {
    check: ({ catalog, image, currentImage }) => {
      const [platform, current] = [platformOf(image), platformInUse(catalog, currentImage)];
      if (platform === undefined || current === undefined)
        return { code: "os-platform-unknown", message: m.rule_platform_unknown() };
      return isSameWord(platform, current) ? undefined : m.rule_platform({ platform, current });
    },
    passed: m.passed_platform,
  },
};

/** Warnings that a person may accept, in the order in which they are shown (citrix-api.md#rules-before-an-update). */
const warning: Record<string, WarningRule> = {
  "image-deprecated": {
    check: ({ image: { isDeprecated } }) => {
      if (isDeprecated === undefined) return missing;
      return isDeprecated ? m.rule_deprecated() : undefined;
    },
    passed: m.passed_deprecated,
    notCompared: m.not_compared_deprecated,
  },
  "image-in-use-already": {
    check: ({ catalog, image }) => {
      if (catalog.imageId === undefined) return missing;
      return catalog.imageId === image.id ? m.rule_in_use() : undefined;
    },
    passed: m.passed_in_use,
    notCompared: m.not_compared_in_use,
  },
  "vda-older": {
    check: ({ catalog, image, currentImage }) => {
      const version = image.vdaVersion;
      const current = currentImage?.vdaVersion ?? catalog.imageVdaVersion;
      if (!isVdaVersion(version) || !isVdaVersion(current)) return missing;
      return compareVdaVersions(version, current) < 0 ? m.rule_vda_older({ version, current }) : undefined;
    },
    passed: m.passed_vda_older,
    notCompared: m.not_compared_vda,
  },
  "server-desktop-change": {
    check: ({ catalog, image, currentImage }) => {
      const [after, before] = [isServerSystem(image), isServerInUse(catalog, currentImage)];
      if (after === undefined || before === undefined) return missing;
      if (after === before) return undefined;
      return after ? m.rule_desktop_to_server() : m.rule_server_to_desktop();
    },
    passed: m.passed_server_desktop,
    notCompared: m.not_compared_server_desktop,
  },
  "existing-machines-keep-disk": {
    check: ({ catalog }) => {
      const keepDisk = machinesKeepDisk(catalog);
      if (keepDisk === undefined) return missing;
      return keepDisk ? m.rule_keep_disk() : undefined;
    },
    passed: m.passed_keep_disk,
    notCompared: m.not_compared_keep_disk,
  },
  "region-differs": {
    check: ({ catalog, image }) => {
      const [region, catalogRegion] = [known(image.region), known(catalog.region)];
      if (region === undefined || catalogRegion === undefined) return missing;
      const same = isSameWord(plainRegion(catalogRegion), plainRegion(region));
      return same ? undefined : m.rule_region({ region, catalogRegion });
    },
    passed: m.passed_region,
    notCompared: m.not_compared_region,
  },
  // A catalog without warnings has no list of them
  "catalog-has-error-warning": {
    check: ({ catalog }) => {
      if (hasErrorWarning(catalog)) return m.rule_has_error({ errors: errorsOf(catalog) });
      const isUnclear = catalog.warnings.some((w) => w.isError === undefined && !isKnownWarning(w));
      return isUnclear ? missing : undefined;
    },
    passed: m.passed_has_error,
    notCompared: m.not_compared_has_error,
  },
  "stale-data": {
    check: ({ staleData }) => {
      if (staleData === undefined) return missing;
      return staleData ? m.rule_stale() : undefined;
    },
    passed: m.passed_stale,
    notCompared: m.not_compared_stale,
  },
};

/**
 * Every rule that an update of `catalog` to `image` breaks or has to have acknowledged, blocking ones first
 * (citrix-api.md#rules-before-an-update). Empty when nothing speaks against it. `currentImage` is the image in use, if it is
 * known. A blocking rule whose fact is missing is a warning with a code of its own, so that it never just passes.
 */
export function checkEligibility(facts: Facts): UpdateRule[] {
  const spoken = verdictsOfRules(facts).flatMap(({ code, verdict, message }) =>
    verdict === "block" || verdict === "warn" ? [{ code, severity: verdict, message }] : [],
  );
  return [...spoken.filter(isBlock), ...spoken.filter((rule) => !isBlock(rule))];
}

/**
 * Every rule with its verdict, those that passed included, in the order in which they are shown. `ok` means that the
 * facts are there and nothing in them speaks against the update, `not-compared` that a warning rule lacks its fact.
 */
export function verdictsOfRules(facts: Facts): RuleVerdict[] {
  const blocks = Object.entries(blocking).map(([code, { check, passed }]): RuleVerdict => {
    const found = check(facts);
    if (found === undefined) return { code, verdict: "ok", message: passed() };
    return typeof found === "string" ? { code, verdict: "block", message: found } : { ...found, verdict: "warn" };
  });
  const warnings = Object.entries(warning).map(([code, rule]): RuleVerdict => {
    const found = rule.check(facts);
    if (found === undefined) return { code, verdict: "ok", message: rule.passed() };
    if (found === missing) return { code, verdict: "not-compared", message: rule.notCompared() };
    return { code, verdict: "warn", message: found };
  });
  return [...blocks, ...warnings];
}

/** Why no update of the catalog can begin now, whatever the image, and what to do; undefined when one can. */
export function blockOfCatalog(catalog: Catalog): string | undefined {
  if (hasUpdateOnItsWay(catalog)) return m.rule_on_its_way();
  if (catalog.unreadable) return m.rule_catalog_unreadable();
  if (isFinalState(catalog.state)) return undefined;
  const state = wordsForCatalogState(catalog).label;
  return catalog.state === "Processing" ? m.rule_not_ready_processing({ state }) : m.rule_not_ready({ state });
}

/**
 * Whether existing machines keep their disk and so stay on the old image; only machines added later get the new one
 * (citrix-api.md#catalog). Undefined where Citrix does not say.
 */
export function machinesKeepDisk(
  catalog: Pick<Catalog, "allocationType" | "persistStaticAllocatedVmDisks">,
): boolean | undefined {
  return catalog.allocationType === "Random" ? false : catalog.persistStaticAllocatedVmDisks;
}

function isBlock({ severity }: UpdateRule): boolean {
  return severity === "block";
}

function errorsOf({ warnings }: Catalog): string {
  const titles = warnings
    .filter((w) => w.type === "ImageRollback" || wordsForWarning(w).isError)
    .map((w) => wordsForWarning(w).title);
  return [...new Set(titles)].join("; ");
}

function sessionKind(kind: string | undefined): "SingleSession" | "MultiSession" | undefined {
  return kind === "SingleSession" || kind === "MultiSession" ? kind : undefined;
}

/** "West Europe" and "westeurope" are one Azure region. */
function plainRegion(region: string): string {
  return region.replace(/[\s_-]+/g, "");
}

function isSameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
