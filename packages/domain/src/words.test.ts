import { ImageUpdateState } from "@catalog-deck/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isEnded, wordsForImageUpdate, wordsForImageUpdateState } from "./image-update-state.ts";
import { compareVdaVersions, wordsForImageState } from "./images.ts";
import { wordsForSubState } from "./sub-states.ts";
import { imageWith } from "./testing/fixtures.ts";
import { wordsForWarning } from "./warnings.ts";

describe("the steps of an update in words", () => {
  it.each([
    ["ProcessingVdaCopyingMasterImage", "Copying the image"],
    ["ProcessingVdaUpdatingCitrixServers", "Restarting machines"],
    ["PendingVdaUpdate", "Waiting for restarts"],
  ])("%s is %s, and says what users notice", (name, label) => {
    expect(wordsForSubState(name)).toMatchObject({ label, isError: false, usersNotice: expect.any(String) });
  });

  it.each([
    "ErrorMasterImageProvisioningFailed",
    "ErrorMasterImageVerificationFailed",
    "ErrorMasterImageNotFound",
    "ErrorMasterImageInvalidOs",
    "ErrorMasterImageMcsNotConfigured",
    "ErrorMasterImageNoSupportedVdaFound",
    "ErrorMasterImageBuilderNotComplete",
    "ErrorVdaUpdateCitrixServersFailed",
    "ErrorCatalogSubscriptionAtCapacity",
    "ErrorRegisterVdaFailed",
    "ErrorIncorrectDomainCredentials",
    "ErrorDomainNotReachable",
  ])("%s has its cause, what users notice and the next step", (name) => {
    expect(wordsForSubState(name)).toEqual({
      label: expect.any(String),
      cause: expect.any(String),
      usersNotice: expect.any(String),
      nextStep: expect.any(String),
      isError: true,
    });
  });

  it.each([
    ["ProcessingFooBar", "Foo bar", false],
    ["PendingVdaThing", "VDA thing", false],
    ["ErrorAzureAdJoinFailed", "Azure AD join failed", true],
    ["ErrorVMStartFailed", "VM start failed", true],
    ["Processing", "Processing", false],
    ["", "Unknown", false],
    ["__proto__", "Proto", false],
  ])("one that nobody listed is made from its name: %s gives %s", (name, label, isError) => {
    expect(wordsForSubState(name)).toEqual({ label, isError });
  });

  it("never has an empty label", () => {
    fc.assert(fc.property(fc.string(), (name) => wordsForSubState(name).label.trim().length > 0));
  });
});

describe("warnings in words", () => {
  it.each([
    ["PendingTemplateImageInvalid", true],
    ["UsersRequired", false],
    ["AppsRequired", false],
    ["CitrixImageDeprecated", false],
    ["CapacityUpdateFailed", true],
    ["AddMachinesFailure", true],
    ["ImageRollback", true],
    ["DeleteMachineFailure", true],
    ["UpdateCatalogHostingUnitFailure", true],
    ["RemotePcMachineAssignmentFailure", true],
    ["RemotePcEnrollmentScopeFailure", true],
    ["PublishSecureBrowserFailure", true],
    ["VdaRegisterFailure", true],
    ["PendingVdaUpdate", false],
  ])("%s has a title and a next step", (type, isError) => {
    expect(wordsForWarning({ type })).toEqual({ title: expect.any(String), nextStep: expect.any(String), isError });
  });

  it("Citrix's own word on whether it is an error counts first", () => {
    expect(wordsForWarning({ type: "AddMachinesFailure", isError: false }).isError).toBe(false);
    expect(wordsForWarning({ type: "UsersRequired", isError: true }).isError).toBe(true);
  });

  it("an unknown type is shown by its name", () => {
    expect(wordsForWarning({ type: "DiskNearlyFull" })).toEqual({ title: "Disk nearly full", isError: false });
    expect(wordsForWarning({ type: "DiskNearlyFull", isError: true }).isError).toBe(true);
  });
});

describe("image updates in words", () => {
  it("never calls the image of a roll back new, in no state", () => {
    const toImage = { id: "img-oct", name: "Win11-Oct" };
    for (const state of ImageUpdateState.options) {
      const { label, sentence } = wordsForImageUpdate({ state, rollsBack: "u1", toImage });
      expect(`${label} ${sentence}`).not.toMatch(/new image/i);
    }
    const said = (state: ImageUpdateState) => wordsForImageUpdate({ state, rollsBack: "u1", toImage });
    expect(said("running")).toMatchObject({ label: "Rolling back", tone: "info" });
    expect(said("succeeded").sentence).toBe("The catalog is back on Win11-Oct.");
    // What Citrix took back itself is not the roll back that was asked for.
    expect(said("rolledBack")).toMatchObject({ label: "Rollback failed", tone: "bad" });
  });

  it("never says that a catalog runs on an image that its existing machines do not get", () => {
    const toImage = { id: "img-nov", name: "Win11-Nov" };
    for (const rollsBack of [undefined, "u1"]) {
      const update = { state: "succeeded", toImage, machinesKeepDisk: true, ...(rollsBack && { rollsBack }) } as const;
      expect(wordsForImageUpdate(update).sentence).toBe(
        "Machines added from now on get Win11-Nov. Existing machines keep their disks and their image.",
      );
    }
    expect(wordsForImageUpdate({ state: "succeeded", toImage, machinesKeepDisk: false }).sentence).toBe(
      "The catalog runs on the new image.",
    );
  });

  it.each<[ImageUpdateState, string, boolean]>([
    ["submitting", "Sending", false],
    ["running", "Updating", false],
    ["waitingForRestart", "Waiting for restarts", false],
    ["succeeded", "Succeeded", true],
    ["rolledBack", "Rolled back", true],
    ["failed", "Failed", true],
    ["rejected", "Refused", true],
    ["unknown", "Outcome unknown", false],
  ])("%s is %s; ended: %s", (state, label, ended) => {
    expect(wordsForImageUpdateState(state)).toMatchObject({ label, sentence: expect.stringMatching(/\.$/) });
    expect(isEnded(state)).toBe(ended);
  });

  it("an update that nobody follows any more has ended, and its outcome is unknown", () => {
    const left = { state: "unknown", finishedAt: "2026-11-23T10:30:00.000Z" } as const;
    expect([isEnded({ state: "unknown" }), isEnded(left)]).toEqual([false, true]);
    expect(wordsForImageUpdate(left)).toMatchObject({
      label: "Outcome unknown",
      sentence: expect.stringContaining("no longer followed"),
    });
    expect(wordsForImageUpdate({ state: "unknown" }).sentence).toContain("is being read");
  });
});

describe("images in words", () => {
  it.each([
    [imageWith(), "Ready"],
    [imageWith({ isDeprecated: true }), "Deprecated"],
    [imageWith({ state: "Failed", isDeprecated: true }), "Failed"],
    [imageWith({ state: "BuilderVerifying" }), "Being verified"],
    [imageWith({ state: "WarmingUp" }), "Warming up"],
  ])("%j", (image, label) => {
    expect(wordsForImageState(image).label).toBe(label);
  });

  it.each([
    ["2203.0.2000.2100", "2311.1.0.10", -1],
    ["2311", "2311.0.0", 0],
    ["7.15.9000", "1912.0", -1],
    ["2203.0.10", "2203.0.9", 1],
    ["2203 LTSR CU4", "2203 LTSR CU5", -1],
    ["latest", "2311", 0],
  ])("VDA %s against %s is %i", (a, b, order) => {
    expect(compareVdaVersions(a, b)).toBe(order);
    expect(compareVdaVersions(b, a)).toBe(order === 0 ? 0 : -order);
  });
});
