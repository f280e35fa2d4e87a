import { describe, expect, it } from "vitest";
import { wordsForCatalogState } from "./catalog-state.ts";
import { wordsForImageState } from "./images.ts";
import { wordsForSubState } from "./sub-states.ts";
import { catalogWith, imageWith } from "./testing/fixtures.ts";
import { wordsForWarning } from "./warnings.ts";
import { wordsFromName } from "./words-from-name.ts";

// Copied from citrix-api.md#models, so that a name that loses its row here is noticed.
const catalogStates = `PreDeployment Active Processing InputRequired Error Deleting Unknown NotFound`;

const subStates = `ProcessingProvisioningMasterImage ProcessingVerifyingMasterImage ProcessingVdaCopyingMasterImage
  ProcessingVdaUpdatingCitrixServers ProcessingConfiguringCatalogMachines ProcessingAwaitingSystemMaintenance
  PendingVdaUpdate ErrorMasterImageProvisioningFailed ErrorMasterImageVerificationFailed ErrorMasterImageNotFound
  ErrorMasterImageInvalidOs ErrorMasterImageMcsNotConfigured ErrorMasterImageNoSupportedVdaFound
  ErrorMasterImageBuilderNotComplete ErrorVdaUpdateCitrixServersFailed ErrorCatalogSubscriptionAtCapacity
  ErrorRegisterVdaFailed ErrorIncorrectDomainCredentials ErrorDomainNotReachable`;

const warningTypes = `PendingTemplateImageInvalid UsersRequired AppsRequired CitrixImageDeprecated CapacityUpdateFailed
  AddMachinesFailure ImageRollback DeleteMachineFailure UpdateCatalogHostingUnitFailure
  RemotePcMachineAssignmentFailure RemotePcEnrollmentScopeFailure PublishSecureBrowserFailure VdaRegisterFailure
  PendingVdaUpdate`;

const imageStates = `Ready Pending Enumerating Failed NotStarted AzureResourcesNotFound BuilderProvisioning BuilderActive
  BuilderStopped BuilderVerifying BuilderRestarting Importing`;

const namesIn = (text: string) => text.trim().split(/\s+/);
const sentence = /^[A-Z].{15,}\.$/;

describe("every name of the contract is told in words of its own", () => {
  it.each(namesIn(subStates))("%s: its cause, what users notice and the next step", (name) => {
    const { label, cause, usersNotice, nextStep, isError } = wordsForSubState(name);
    expect(label).toMatch(/^[A-Z]/);
    for (const words of [cause, usersNotice, nextStep]) expect(words).toMatch(sentence);
    expect(isError).toBe(name.startsWith("Error"));
  });

  it.each(namesIn(warningTypes))("the warning %s: what it is and the next step", (type) => {
    const { title, nextStep } = wordsForWarning({ type });
    expect(title).not.toBe(wordsFromName(type));
    expect(nextStep).toMatch(sentence);
  });

  it.each(namesIn(catalogStates))("the catalog's state %s", (state) => {
    expect(wordsForCatalogState(catalogWith({ state })).label).toMatch(/^[A-Z]/);
  });

  it.each(namesIn(imageStates))("the image's state %s", (state) => {
    expect(wordsForImageState(imageWith({ state })).label).toMatch(/^[A-Z]/);
  });
});
