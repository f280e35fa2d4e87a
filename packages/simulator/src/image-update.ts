import type { WireCatalog, WireCatalogStatus, WireCatalogWarning } from "@catalog-deck/catalogservice";

/** How an update is going to end (citrix-api.md#progress-and-end-of-an-update). */
export type UpdateEnding = "newImage" | "newImageAfterNaturalReboot" | "rolledBack" | "failed";

/** A step of a running task: its sub-state, and the share of the whole (0 to 1) at which it begins. */
export interface TaskStep {
  subState: string;
  from: number;
}

/** One run of `$updateImage`. Together with the clock it says all there is to know about the catalog's progress. */
export interface ImageUpdateRun {
  startedAtMs: number;
  durationMs: number;
  /** How long machines wait for their natural reboot after the end. */
  pendingMs: number;
  transactionId: string;
  ending: UpdateEnding;
  /** The image asked for, absent for a task that leaves the image alone. */
  image?: { id: string; name: string; os: string; isDeprecated: boolean };
  steps?: readonly TaskStep[];
}

const imageUpdateSteps: readonly TaskStep[] = [
  { subState: "ProcessingProvisioningMasterImage", from: 0 },
  { subState: "ProcessingVerifyingMasterImage", from: 0.15 },
  { subState: "ProcessingVdaCopyingMasterImage", from: 0.3 },
  { subState: "ProcessingVdaUpdatingCitrixServers", from: 0.55 },
  { subState: "ProcessingConfiguringCatalogMachines", from: 0.8 },
];

/** Warnings about the last update: the next one takes them away. */
const warningsOfLastUpdate = new Set(["ImageRollback", "PendingVdaUpdate"]);

/**
 * How an update of the catalog ends. Special names make special things happen: `fails`,
 * `rolls back`, `natural`; a delay of -1 is a natural reboot under every other name.
 */
export function endingOf(catalogName: string, vdaUpdateDelay: number): UpdateEnding {
  if (/\bfails\b/i.test(catalogName)) return "failed";
  if (/\brolls back\b/i.test(catalogName)) return "rolledBack";
  if (vdaUpdateDelay === -1 || /\bnatural\b/i.test(catalogName)) return "newImageAfterNaturalReboot";
  return "newImage";
}

/** The estimate that the service gives for a run: whole minutes, 1 at least. */
function estimatedMinutesOf(run: ImageUpdateRun): number {
  return Math.max(1, Math.ceil(run.durationMs / 60_000));
}

/**
 * The catalog as the service shows it at `now`, from what it was before the run and the run itself; a `now` before the
 * run's start shows it as it was.
 */
export function catalogAt(before: WireCatalog, run: ImageUpdateRun | undefined, now: number): WireCatalog {
  if (run === undefined || now < run.startedAtMs) return before;
  const kept = (before.warnings ?? []).filter((warning) => !warningsOfLastUpdate.has(warning.type));
  const share = (now - run.startedAtMs) / run.durationMs;
  return share < 1 ? catalogWhileRunning(before, run, kept, share) : catalogAfterwards(before, run, kept, now);
}

/** What `updateStatus` answers: the catalog's state with the run's start and estimate. */
export function statusOf(catalog: WireCatalog, run: ImageUpdateRun | undefined): WireCatalogStatus {
  return {
    state: catalog.state,
    subState: catalog.subState ?? null,
    warnings: catalog.warnings ?? [],
    statusMessage: catalog.statusMessage ?? null,
    catalogErrorDetails: catalog.state === "Error" ? (catalog.extraInfo ?? catalog.statusMessage ?? null) : null,
    transactionId: catalog.transactionId ?? null,
    extraInfo: catalog.extraInfo ?? null,
    ...(run && { startedAt: isoTime(run.startedAtMs), estimatedTimeInMinute: estimatedMinutesOf(run) }),
  };
}

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function catalogWhileRunning(
  before: WireCatalog,
  run: ImageUpdateRun,
  warnings: WireCatalogWarning[],
  share: number,
): WireCatalog {
  const steps = run.steps ?? imageUpdateSteps;
  const step = steps.findLast((candidate) => candidate.from <= share) ?? steps[0];
  return {
    ...before,
    state: "Processing",
    subState: step?.subState ?? null,
    statusMessage: run.image ? `Updating the catalog to ${run.image.name}.` : "The catalog is being processed.",
    warnings,
    taskCompletionPercentage: Math.max(0, Math.floor(share * 100)),
    lastModifiedTime: isoTime(run.startedAtMs + (step?.from ?? 0) * run.durationMs),
    transactionId: run.transactionId,
    storeFrontUrl: null,
  };
}

function catalogAfterwards(
  before: WireCatalog,
  run: ImageUpdateRun,
  kept: WireCatalogWarning[],
  now: number,
): WireCatalog {
  const endedAtMs = run.startedAtMs + run.durationMs;
  const ended: WireCatalog = {
    ...before,
    subState: null,
    statusMessage: null,
    extraInfo: null,
    warnings: kept,
    taskCompletionPercentage: null,
    lastModifiedTime: isoTime(endedAtMs),
    transactionId: run.transactionId,
  };
  if (run.image === undefined) return ended;
  const inNewImage = { ...ended, ...imageFields(run.image), warnings: withImageWarnings(kept, run.image) };
  switch (run.ending) {
    case "newImage":
      return inNewImage;
    case "newImageAfterNaturalReboot":
      return now < endedAtMs + run.pendingMs
        ? { ...inNewImage, warnings: [...inNewImage.warnings, pendingWarning(run.image.name)] }
        : inNewImage;
    case "rolledBack":
      return { ...ended, warnings: [...kept, rollbackWarning(run.image.name, before.templateImageName)] };
    case "failed":
      return {
        ...ended,
        state: "Error",
        subState: "ErrorRegisterVdaFailed",
        statusMessage: "The new machines did not register with the Citrix Cloud Connectors.",
        extraInfo: `2 machines started from ${run.image.name} and did not register within 40 minutes.`,
        storeFrontUrl: null,
      };
  }
}

function imageFields(image: NonNullable<ImageUpdateRun["image"]>) {
  return { imageId: image.id, templateImageName: image.name, templateImageOs: image.os };
}

function withImageWarnings(
  kept: WireCatalogWarning[],
  image: NonNullable<ImageUpdateRun["image"]>,
): WireCatalogWarning[] {
  const others = kept.filter((warning) => warning.type !== "CitrixImageDeprecated");
  return image.isDeprecated ? [...others, deprecatedWarning(image.name)] : others;
}

/** The warning of a catalog whose image Citrix has deprecated. */
export function deprecatedWarning(imageName: string): WireCatalogWarning {
  return {
    type: "CitrixImageDeprecated",
    isDismissible: false,
    warningMessage: `${imageName} is deprecated. Move the catalog to a newer image.`,
    isError: false,
  };
}

function pendingWarning(imageName: string): WireCatalogWarning {
  return {
    type: "PendingVdaUpdate",
    isDismissible: false,
    warningMessage: `Some machines get ${imageName} when their users have logged off.`,
    isError: false,
  };
}

/** The warning that a rollback leaves behind. */
export function rollbackWarning(newImageName: string, oldImageName: string | null | undefined): WireCatalogWarning {
  return {
    type: "ImageRollback",
    isDismissible: true,
    warningMessage: `The update to ${newImageName} failed. The catalog went back to ${oldImageName ?? "its old image"}.`,
    isError: true,
  };
}
