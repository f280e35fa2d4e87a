import type { Image } from "@catalog-deck/contract";
import * as m from "./i18n/messages.js";
import { rowOf } from "./row-of.ts";
import type { StateWords } from "./state-words.ts";
import { wordsFromName } from "./words-from-name.ts";

type ImageState =
  | "Ready"
  | "Pending"
  | "Enumerating"
  | "Failed"
  | "NotStarted"
  | "AzureResourcesNotFound"
  | "BuilderProvisioning"
  | "BuilderActive"
  | "BuilderStopped"
  | "BuilderVerifying"
  | "BuilderRestarting"
  | "Importing";

/** The image states of citrix-api.md#image; only Ready may be used by a catalog. */
const imageStates = {
  // the only state in which a catalog may use it
  Ready: { label: m.image_ready(), tone: "quiet", icon: "active" },
  Pending: { label: m.image_pending(), tone: "info", icon: "updating" },
  Enumerating: { label: m.image_enumerating(), tone: "info", icon: "updating" },
  Failed: { label: m.image_failed(), tone: "bad", icon: "error" },
  NotStarted: { label: m.image_not_started(), tone: "quiet", icon: "unknown" },
  AzureResourcesNotFound: { label: m.image_missing_in_azure(), tone: "bad", icon: "error" },
  // the builder is the machine on which the image is made
  BuilderProvisioning: { label: m.image_builder_creating(), tone: "info", icon: "updating" },
  BuilderActive: { label: m.image_being_edited(), tone: "info", icon: "input" },
  BuilderStopped: { label: m.image_builder_stopped(), tone: "quiet", icon: "unknown" },
  BuilderVerifying: { label: m.image_being_verified(), tone: "info", icon: "updating" },
  BuilderRestarting: { label: m.image_builder_restarting(), tone: "info", icon: "updating" },
  Importing: { label: m.image_being_imported(), tone: "info", icon: "updating" },
} satisfies Record<ImageState, StateWords>;

/** Label, tone and icon of an image. One that could not be read says so; a Ready image that is deprecated says so; an unknown state shows its own name. */
export function wordsForImageState(image: Image): StateWords {
  if (image.unreadable) return { label: m.not_readable(), tone: "warn", icon: "unknown" };
  if (image.state === "Ready" && image.isDeprecated)
    return { label: m.image_deprecated(), tone: "warn", icon: "warning" };
  return (
    rowOf<StateWords>(imageStates, image.state) ?? { label: wordsFromName(image.state), tone: "warn", icon: "unknown" }
  );
}

/** One of Citrix's states by itself, whatever else is known of an image. */
export function nameOfImageState(state: string): string {
  return rowOf<StateWords>(imageStates, state)?.label ?? wordsFromName(state);
}

/**
 * Compares two VDA versions number by number ("2203.0.2000" is older than "2311", "7.15" older than both). Negative
 * when `a` is the older; 0 when they are the same or one of them holds no number, so that nothing is claimed.
 */
export function compareVdaVersions(a: string, b: string): number {
  const left = numbersOf(a);
  const right = numbersOf(b);
  if (left.length === 0 || right.length === 0) return 0;
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const x = left[i] ?? 0;
    const y = right[i] ?? 0;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** True for a version that can be compared with another. */
export function isVdaVersion(version: string | undefined): version is string {
  return version !== undefined && numbersOf(version).length > 0;
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
