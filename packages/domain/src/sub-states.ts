import * as m from "./i18n/messages.js";
import { rowOf } from "./row-of.ts";
import { wordsFromName } from "./words-from-name.ts";

/** A step or an error of a catalog in words; the optional parts are there where something useful can be said. */
export interface SubStateWords {
  label: string;
  cause?: string;
  usersNotice?: string;
  nextStep?: string;
  isError: boolean;
}

type UpdateSubState =
  | "ProcessingProvisioningMasterImage"
  | "ProcessingVerifyingMasterImage"
  | "ProcessingVdaCopyingMasterImage"
  | "ProcessingVdaUpdatingCitrixServers"
  | "ProcessingConfiguringCatalogMachines"
  | "ProcessingAwaitingSystemMaintenance"
  | "PendingVdaUpdate"
  | "ErrorMasterImageProvisioningFailed"
  | "ErrorMasterImageVerificationFailed"
  | "ErrorMasterImageNotFound"
  | "ErrorMasterImageInvalidOs"
  | "ErrorMasterImageMcsNotConfigured"
  | "ErrorMasterImageNoSupportedVdaFound"
  | "ErrorMasterImageBuilderNotComplete"
  | "ErrorVdaUpdateCitrixServersFailed"
  | "ErrorCatalogSubscriptionAtCapacity"
  | "ErrorRegisterVdaFailed"
  | "ErrorIncorrectDomainCredentials"
  | "ErrorDomainNotReachable";

/** The steps that only an image update goes through, in the order in which it does (citrix-api.md#catalog-states). */
export const imageUpdateSteps: readonly string[] = [
  "ProcessingProvisioningMasterImage",
  "ProcessingVerifyingMasterImage",
  "ProcessingVdaCopyingMasterImage",
  "ProcessingVdaUpdatingCitrixServers",
  "ProcessingConfiguringCatalogMachines",
] satisfies UpdateSubState[];

/** True while Citrix is at work on a catalog's image, whoever has started that. */
export function isImageUpdateStep({ state, subState }: { state: string; subState?: string | undefined }): boolean {
  return state === "Processing" && subState !== undefined && imageUpdateSteps.includes(subState);
}

const nothingYet = m.notice_nothing_yet();
const wait = m.step_wait_next();
const oldImageMayStay = m.notice_old_image_may_stay();

/** The sub-states met during an image update (citrix-api.md#catalog-states). */
const subStates = {
  ProcessingProvisioningMasterImage: {
    label: m.step_provisioning(),
    cause: m.step_provisioning_cause(),
    usersNotice: nothingYet,
    nextStep: wait,
    isError: false,
  },
  ProcessingVerifyingMasterImage: {
    label: m.step_verifying(),
    cause: m.step_verifying_cause(),
    usersNotice: nothingYet,
    nextStep: wait,
    isError: false,
  },
  ProcessingVdaCopyingMasterImage: {
    label: m.step_copying(),
    cause: m.step_copying_cause(),
    usersNotice: nothingYet,
    nextStep: wait,
    isError: false,
  },
  // restarts follow the delay
  ProcessingVdaUpdatingCitrixServers: {
    label: m.step_restarting(),
    cause: m.step_restarting_cause(),
    usersNotice: m.notice_logged_off_at_restart(),
    nextStep: m.step_restarting_next(),
    isError: false,
  },
  ProcessingConfiguringCatalogMachines: {
    label: m.step_configuring(),
    cause: m.step_configuring_cause(),
    usersNotice: m.notice_no_sessions_for_minutes(),
    nextStep: m.step_configuring_next(),
    isError: false,
  },
  ProcessingAwaitingSystemMaintenance: {
    label: m.step_maintenance(),
    cause: m.step_maintenance_cause(),
    usersNotice: m.notice_sessions_untouched(),
    nextStep: m.step_maintenance_next(),
    isError: false,
  },
  // the image is in place and machines still wait for their restart
  PendingVdaUpdate: {
    label: m.step_pending_restarts(),
    cause: m.step_pending_restarts_cause(),
    usersNotice: oldImageMayStay,
    nextStep: m.step_pending_restarts_next(),
    isError: false,
  },
  ErrorMasterImageProvisioningFailed: {
    label: m.step_provisioning_failed(),
    cause: m.step_provisioning_failed_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_provisioning_failed_next(),
    isError: true,
  },
  ErrorMasterImageVerificationFailed: {
    label: m.step_verification_failed(),
    cause: m.step_verification_failed_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_verification_failed_next(),
    isError: true,
  },
  ErrorMasterImageNotFound: {
    label: m.step_image_not_found(),
    cause: m.step_image_not_found_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_image_not_found_next(),
    isError: true,
  },
  ErrorMasterImageInvalidOs: {
    label: m.step_invalid_os(),
    cause: m.step_invalid_os_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_invalid_os_next(),
    isError: true,
  },
  ErrorMasterImageMcsNotConfigured: {
    label: m.step_mcs_not_configured(),
    cause: m.step_mcs_not_configured_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_mcs_not_configured_next(),
    isError: true,
  },
  ErrorMasterImageNoSupportedVdaFound: {
    label: m.step_no_vda(),
    cause: m.step_no_vda_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_no_vda_next(),
    isError: true,
  },
  ErrorMasterImageBuilderNotComplete: {
    label: m.step_builder_not_complete(),
    cause: m.step_builder_not_complete_cause(),
    usersNotice: nothingYet,
    nextStep: m.step_builder_not_complete_next(),
    isError: true,
  },
  ErrorVdaUpdateCitrixServersFailed: {
    label: m.step_machines_failed(),
    cause: m.step_machines_failed_cause(),
    usersNotice: m.notice_some_unavailable(),
    nextStep: m.step_machines_failed_next(),
    isError: true,
  },
  ErrorCatalogSubscriptionAtCapacity: {
    label: m.step_at_capacity(),
    cause: m.step_at_capacity_cause(),
    usersNotice: oldImageMayStay,
    nextStep: m.step_at_capacity_next(),
    isError: true,
  },
  ErrorRegisterVdaFailed: {
    label: m.step_register_failed(),
    cause: m.step_register_failed_cause(),
    usersNotice: m.notice_no_session_there(),
    nextStep: m.step_register_failed_next(),
    isError: true,
  },
  ErrorIncorrectDomainCredentials: {
    label: m.step_domain_credentials(),
    cause: m.step_domain_credentials_cause(),
    usersNotice: m.notice_cannot_join_domain(),
    nextStep: m.step_domain_credentials_next(),
    isError: true,
  },
  ErrorDomainNotReachable: {
    label: m.step_domain_unreachable(),
    cause: m.step_domain_unreachable_cause(),
    usersNotice: m.notice_cannot_reach_domain(),
    nextStep: m.step_domain_unreachable_next(),
    isError: true,
  },
} satisfies Record<UpdateSubState, SubStateWords>;

/**
 * Words for a catalog's sub-state. One without a row is shown by words made from its name ("ProcessingFooBar" gives
 * "Foo bar") and is an error when its name begins with `Error` (citrix-api.md#catalog-states).
 */
export function wordsForSubState(subState: string): SubStateWords {
  return (
    rowOf<SubStateWords>(subStates, subState) ?? {
      label: wordsFromName(subState),
      isError: subState.startsWith("Error"),
    }
  );
}
