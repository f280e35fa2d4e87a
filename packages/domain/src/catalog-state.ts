import type { Catalog } from "@catalog-deck/contract";
import * as m from "./i18n/messages.js";
import { wordsForImageUpdate } from "./image-update-state.ts";
import { rowOf } from "./row-of.ts";
import type { StateWords } from "./state-words.ts";
import { isImageUpdateStep } from "./sub-states.ts";
import { wordsForWarning } from "./warnings.ts";
import { wordsFromName } from "./words-from-name.ts";

/** The parts of the summary strip; every catalog is in exactly one (interface.md#catalogs). */
export type CatalogClass = "needsAttention" | "updating" | "inputRequired" | "active" | "other";

type CatalogState =
  | "PreDeployment"
  | "Active"
  | "Processing"
  | "InputRequired"
  | "Error"
  | "Deleting"
  | "Unknown"
  | "NotFound";

interface StateRow {
  class: CatalogClass;
  isFinal: boolean;
  words: StateWords;
}

/**
 * The catalog states of citrix-api.md#catalog-states; which of them are final:
 * citrix-api.md#progress-and-end-of-an-update.
 */
const states = {
  PreDeployment: {
    class: "other",
    isFinal: false,
    words: { label: m.catalog_not_deployed(), tone: "quiet", icon: "unknown" },
  },
  // completed
  Active: { class: "active", isFinal: true, words: { label: m.catalog_active(), tone: "quiet", icon: "active" } },
  // an image update has words of its own (`isUpdating`)
  Processing: {
    class: "other",
    isFinal: false,
    words: { label: m.catalog_worked_on(), tone: "info", icon: "updating" },
  },
  // completed
  InputRequired: {
    class: "inputRequired",
    isFinal: true,
    words: { label: m.catalog_input_required(), tone: "warn", icon: "input" },
  },
  // failed without a rollback
  Error: { class: "needsAttention", isFinal: false, words: { label: m.catalog_error(), tone: "bad", icon: "error" } },
  Deleting: { class: "other", isFinal: false, words: { label: m.catalog_deleting(), tone: "quiet", icon: "unknown" } },
  Unknown: {
    class: "needsAttention",
    isFinal: false,
    words: { label: m.catalog_unknown(), tone: "warn", icon: "unknown" },
  },
  NotFound: {
    class: "needsAttention",
    isFinal: false,
    words: { label: m.catalog_not_found(), tone: "warn", icon: "unknown" },
  },
} satisfies Record<CatalogState, StateRow>;

/**
 * True when the state ends an update: Active or InputRequired (citrix-api.md#progress-and-end-of-an-update). Unknown
 * ones are not.
 */
export function isFinalState(state: string): boolean {
  return rowOf<StateRow>(states, state)?.isFinal ?? false;
}

/** True for a state that has a label of ours; any other shows Citrix's own name. */
export function isKnownCatalogState(state: string): boolean {
  return Object.hasOwn(states, state);
}

/**
 * True while an image update is on its way: one that has not ended is known, or Citrix is in a step that only an image
 * update has. Without the first half a card would say "Active" between the click and Citrix's first step.
 */
export function isUpdating(c: Pick<Catalog, "state" | "subState" | "activeUpdate">): boolean {
  return isImageUpdateStep(c) || (c.state !== "Error" && hasUpdateOnItsWay(c));
}

/** True while Citrix works on a catalog otherwise: not on its image. */
export function isWorkedOn(c: Pick<Catalog, "state" | "subState" | "activeUpdate">): boolean {
  return c.state === "Processing" && !isUpdating(c);
}

/** True when an update sent from here may still be running: being sent, running, or its outcome not known yet. */
export function hasUpdateOnItsWay(c: Pick<Catalog, "activeUpdate">): boolean {
  const state = c.activeUpdate?.state;
  return state === "submitting" || state === "running" || state === "unknown";
}

/**
 * The group that a catalog is counted in. Error counts first, then a running update or other work of Citrix (old warnings
 * are about to change), then warnings that are errors, a rollback and a deprecated image, then the state itself.
 */
export function classOfCatalog(c: Catalog): CatalogClass {
  if (c.state === "Error" || isToBeDecided(c)) return "needsAttention";
  if (isUpdating(c)) return "updating";
  if (isWorkedOn(c)) return "other";
  if (hasErrorWarning(c) || hasWarning(c, "CitrixImageDeprecated")) return "needsAttention";
  return rowOf<StateRow>(states, c.state)?.class ?? "other";
}

/** True while an administrator has to decide whether the catalog's update started. */
function isToBeDecided(c: Catalog): boolean {
  return c.activeUpdate?.decision !== undefined;
}

/** True when one of the catalog's warnings is an error, by Citrix's word or by its type; a rollback always is. */
export function hasErrorWarning(c: Catalog): boolean {
  return c.warnings.some((w) => w.type === "ImageRollback" || wordsForWarning(w).isError);
}

function hasWarning(c: Catalog, type: string): boolean {
  return c.warnings.some((w) => w.type === type);
}

/**
 * Label, tone and icon of a catalog's card. Warnings that matter more than the state take its place ("Rolled back",
 * "Image deprecated"); a state that nobody knows is shown by its own name in words (citrix-api.md#catalog-states).
 */
export function wordsForCatalogState(c: Catalog): StateWords {
  if (c.state === "Error") return states.Error.words;
  if (c.activeUpdate?.decision) return wordsForImageUpdate(c.activeUpdate);
  if (isUpdating(c)) return wordsWhileUpdating(c);
  if (isWorkedOn(c)) return states.Processing.words;
  if (c.unreadable) return { label: m.not_readable(), tone: "warn", icon: "unknown" };
  if (hasWarning(c, "ImageRollback")) return { label: m.catalog_rolled_back(), tone: "bad", icon: "error" };
  if (hasErrorWarning(c)) return { label: m.catalog_needs_attention(), tone: "bad", icon: "error" };
  if (hasWarning(c, "CitrixImageDeprecated"))
    return { label: m.catalog_image_deprecated(), tone: "warn", icon: "warning" };
  if (c.state === "Active" && c.warnings.length > 0) return wordsWhenActiveWithWarnings(c);
  return rowOf<StateRow>(states, c.state)?.words ?? { label: wordsFromName(c.state), tone: "warn", icon: "unknown" };
}

/** One of Citrix's states by itself, whatever else is known of a catalog. */
export function nameOfCatalogState(state: string): string {
  return rowOf<StateRow>(states, state)?.words.label ?? wordsFromName(state);
}

function wordsWhileUpdating(c: Catalog): StateWords {
  if (c.state !== "Processing" && c.activeUpdate?.state === "unknown") {
    return { label: m.catalog_outcome_unknown(), tone: "warn", icon: "unknown" };
  }
  const isRollingBack = hasUpdateOnItsWay(c) && c.activeUpdate?.rollsBack !== undefined;
  return { label: isRollingBack ? m.roll_back_running() : m.catalog_updating(), tone: "info", icon: "updating" };
}

function wordsWhenActiveWithWarnings(c: Catalog): StateWords {
  if (hasWarning(c, "PendingVdaUpdate"))
    return { label: m.catalog_waiting_for_restarts(), tone: "info", icon: "updating" };
  return { label: m.catalog_with_warnings(), tone: "warn", icon: "warning" };
}

/** Places in the list, first to last (interface.md#catalogs). */
const ranks = ["error", "updating", "inputRequired", "withWarnings", "unknown", "active"] as const;

function rankOf(c: Catalog): (typeof ranks)[number] {
  if (c.state === "Error" || isToBeDecided(c)) return "error";
  if (isUpdating(c) || c.state === "Processing") return "updating";
  if (hasErrorWarning(c)) return "error";
  if (c.state === "InputRequired") return "inputRequired";
  if (c.warnings.length > 0) return "withWarnings";
  return c.state === "Active" ? "active" : "unknown";
}

// A fixed language: the order must not depend on the machine that sorts.
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * The order of catalogs: error, updating, input required, with warnings, unknown, active; by name inside (numbers by
 * value, without case), then by id so that two of the same name never change places. Negative when `a` comes first.
 */
export function compareCatalogs(a: Catalog, b: Catalog): number {
  return (
    ranks.indexOf(rankOf(a)) - ranks.indexOf(rankOf(b)) ||
    byName.compare(a.name, b.name) ||
    compareText(a.name, b.name) ||
    compareText(a.id, b.id)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
