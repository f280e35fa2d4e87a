import type {
  Catalog,
  FactOf,
  Image,
  PlainFactCode,
  RuleFactCode,
  RuleResult,
  UpdateRule,
} from "@catalog-deck/contract";
import { hasErrorWarning, hasUpdateOnItsWay, isFinalState } from "./catalog-state.ts";
import { compareVdaVersions, isVdaVersion } from "./images.ts";
import { isServerInUse, isServerSystem, known, platformInUse, platformOf } from "./operating-system.ts";
import { ruleInWords } from "./rule-fact-words.ts";
import { isKnownWarning, wordsForWarning } from "./warnings.ts";

interface Facts {
  catalog: Catalog;
  image: Image;
  currentImage?: Image | undefined;
  /** Undefined while nothing says whether the facts are from an old copy. */
  staleData: boolean | undefined;
}

type RuleFact = FactOf<RuleFactCode>;

type PlainRuleCode = RuleFactCode & PlainFactCode;

/** The warning that takes the place of a blocking rule whose fact is missing, under a code of its own. */
interface UnknownFact {
  code: string;
  fact: RuleFact;
}

interface BlockingRule {
  /** What it finds against the update, undefined when its facts say that there is nothing. */
  check: (facts: Facts) => RuleFact | UnknownFact | undefined;
  /** What it says when nothing speaks against the update. */
  passed: PlainRuleCode;
}

/** What a warning rule whose fact is missing finds. */
const missing = Symbol("a fact is missing");

interface WarningRule {
  check: (facts: Facts) => RuleFact | typeof missing | undefined;
  passed: PlainRuleCode;
  /** What it says where a fact is missing. */
  notCompared: PlainRuleCode;
}

/** Blocking rules, in the order in which they are shown (citrix-api.md#rules-before-an-update). */
const blocking: Record<string, BlockingRule> = {
  // An update on its way blocks too: so that none is sent twice
  "catalog-not-ready": {
    check: ({ catalog }) => blockOfCatalog(catalog),
    passed: "passed-catalog-not-ready",
  },
  "remote-pc-catalog": {
    check: ({ catalog: { isRemotePcCatalog } }) => {
      if (isRemotePcCatalog === undefined) return { code: "remote-pc-unknown", fact: plain("rule-remote-pc-unknown") };
      return isRemotePcCatalog ? plain("rule-remote-pc") : undefined;
    },
    passed: "passed-remote-pc",
  },
  "image-not-ready": {
    check: ({ image }) => {
      if (image.unreadable) return plain("rule-image-unreadable");
      return image.state === "Ready" ? undefined : { code: "rule-image-not-ready", params: { state: image.state } };
    },
    passed: "passed-image-not-ready",
  },
  // the image cannot serve the catalog's session kind; `Unknown` warns instead
  "session-support-mismatch": {
    check: ({ catalog, image, currentImage }) => {
      if (image.sessionSupport === "Both" || image.sessionSupport === "Any") return undefined;
      const wanted = sessionKind(catalog.sessionSupport) ?? sessionKind(currentImage?.sessionSupport);
      const served = sessionKind(image.sessionSupport);
      if (wanted === undefined || served === undefined)
        return { code: "session-support-unknown", fact: plain("rule-session-unknown") };
      if (wanted === served) return undefined;
      return wanted === "SingleSession" ? plain("rule-session-single") : plain("rule-session-multi");
    },
    passed: "passed-session-mismatch",
  },
  "os-platform-mismatch": {
    check: ({ catalog, image, currentImage }) => {
      const [platform, current] = [platformOf(image), platformInUse(catalog, currentImage)];
      if (platform === undefined || current === undefined)
        return { code: "os-platform-unknown", fact: plain("rule-platform-unknown") };
      return isSameWord(platform, current) ? undefined : { code: "rule-platform", params: { platform, current } };
    },
    passed: "passed-platform",
  },
};

/** Warnings that a person may accept, in the order in which they are shown (citrix-api.md#rules-before-an-update). */
const warning: Record<string, WarningRule> = {
  "image-deprecated": {
    check: ({ image: { isDeprecated } }) => {
      if (isDeprecated === undefined) return missing;
      return isDeprecated ? plain("rule-deprecated") : undefined;
    },
    passed: "passed-deprecated",
    notCompared: "not-compared-deprecated",
  },
  "image-in-use-already": {
    check: ({ catalog, image }) => {
      if (catalog.imageId === undefined) return missing;
      return catalog.imageId === image.id ? plain("rule-in-use") : undefined;
    },
    passed: "passed-in-use",
    notCompared: "not-compared-in-use",
  },
  "vda-older": {
    check: ({ catalog, image, currentImage }) => {
      const version = image.vdaVersion;
      const current = currentImage?.vdaVersion ?? catalog.imageVdaVersion;
      if (!isVdaVersion(version) || !isVdaVersion(current)) return missing;
      return compareVdaVersions(version, current) < 0
        ? { code: "rule-vda-older", params: { version, current } }
        : undefined;
    },
    passed: "passed-vda-older",
    notCompared: "not-compared-vda",
  },
  "server-desktop-change": {
    check: ({ catalog, image, currentImage }) => {
      const [after, before] = [isServerSystem(image), isServerInUse(catalog, currentImage)];
      if (after === undefined || before === undefined) return missing;
      if (after === before) return undefined;
      return after ? plain("rule-desktop-to-server") : plain("rule-server-to-desktop");
    },
    passed: "passed-server-desktop",
    notCompared: "not-compared-server-desktop",
  },
  "existing-machines-keep-disk": {
    check: ({ catalog }) => {
      const keepDisk = machinesKeepDisk(catalog);
      if (keepDisk === undefined) return missing;
      return keepDisk ? plain("rule-keep-disk") : undefined;
    },
    passed: "passed-keep-disk",
    notCompared: "not-compared-keep-disk",
  },
  "region-differs": {
    check: ({ catalog, image }) => {
      const [region, catalogRegion] = [known(image.region), known(catalog.region)];
      if (region === undefined || catalogRegion === undefined) return missing;
      const same = isSameWord(plainRegion(catalogRegion), plainRegion(region));
      return same ? undefined : { code: "rule-region", params: { region, catalogRegion } };
    },
    passed: "passed-region",
    notCompared: "not-compared-region",
  },
  // Citrix sends no list where there are none
  "catalog-has-error-warning": {
    check: ({ catalog }) => {
      if (hasErrorWarning(catalog)) return { code: "rule-has-error", params: { errors: errorsOf(catalog) } };
      const isUnclear = catalog.warnings.some((w) => w.isError === undefined && !isKnownWarning(w));
      return isUnclear ? missing : undefined;
    },
    passed: "passed-has-error",
    notCompared: "not-compared-has-error",
  },
  "stale-data": {
    check: ({ staleData }) => {
      if (staleData === undefined) return missing;
      return staleData ? plain("rule-stale") : undefined;
    },
    passed: "passed-stale",
    notCompared: "not-compared-stale",
  },
};

/**
 * Every rule that an update of `catalog` to `image` breaks or has to have acknowledged, blocking ones first
 * (citrix-api.md#rules-before-an-update). Empty when nothing speaks against it. `currentImage` is the image in use, if it is
 * known. A blocking rule whose fact is missing is a warning with a code of its own, so that it never just passes.
 */
export function checkEligibility(facts: Facts): UpdateRule[] {
  const spoken = resultsOfRules(facts).flatMap(({ code, verdict, message, fact }) =>
    verdict === "block" || verdict === "warn" ? [{ code, severity: verdict, message, fact }] : [],
  );
  return [...spoken.filter(isBlock), ...spoken.filter((rule) => !isBlock(rule))];
}

/**
 * What every rule says, those that passed included, in the order in which they are shown. `ok` means that the
 * facts are there and nothing in them speaks against the update, `not-compared` that a warning rule lacks its fact.
 */
export function resultsOfRules(facts: Facts): RuleResult[] {
  const blocks = Object.entries(blocking).map(([code, { check, passed }]) => {
    const found = check(facts);
    if (found === undefined) return resultOf(code, "ok", plain(passed));
    return "fact" in found ? resultOf(found.code, "warn", found.fact) : resultOf(code, "block", found);
  });
  const warnings = Object.entries(warning).map(([code, rule]) => {
    const found = rule.check(facts);
    if (found === undefined) return resultOf(code, "ok", plain(rule.passed));
    return found === missing ? resultOf(code, "not-compared", plain(rule.notCompared)) : resultOf(code, "warn", found);
  });
  return [...blocks, ...warnings];
}

/** Why no update of the catalog can begin now, whatever the image, and what to do; undefined when one can. */
export function blockOfCatalog(catalog: Catalog): RuleFact | undefined {
  if (hasUpdateOnItsWay(catalog)) return plain("rule-on-its-way");
  if (catalog.unreadable) return plain("rule-catalog-unreadable");
  if (isFinalState(catalog.state)) return undefined;
  if (catalog.state === "Processing") return plain("rule-processing");
  return { code: "rule-not-ready", params: { state: catalog.state } };
}

function resultOf(code: string, verdict: RuleResult["verdict"], fact: RuleFact): RuleResult {
  return { code, verdict, message: ruleInWords(fact), fact };
}

function plain(code: PlainRuleCode): RuleFact {
  return { code, params: {} };
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

/** Citrix's types of the warnings that are errors. */
function errorsOf({ warnings }: Catalog): string[] {
  const errors = warnings.filter((w) => w.type === "ImageRollback" || wordsForWarning(w).isError);
  return [...new Set(errors.map(({ type }) => type))];
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
