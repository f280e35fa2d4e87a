import type { CatalogWarning } from "@catalog-deck/contract";
import * as m from "./i18n/messages.js";
import { rowOf } from "./row-of.ts";
import { wordsFromName } from "./words-from-name.ts";

/** A catalog's warning in words: what it is, what to do about it, and whether it is an error. */
export interface WarningWords {
  title: string;
  nextStep?: string;
  isError: boolean;
}

type WarningType =
  | "PendingTemplateImageInvalid"
  | "UsersRequired"
  | "AppsRequired"
  | "CitrixImageDeprecated"
  | "CapacityUpdateFailed"
  | "AddMachinesFailure"
  | "ImageRollback"
  | "DeleteMachineFailure"
  | "UpdateCatalogHostingUnitFailure"
  | "RemotePcMachineAssignmentFailure"
  | "RemotePcEnrollmentScopeFailure"
  | "PublishSecureBrowserFailure"
  | "VdaRegisterFailure"
  | "PendingVdaUpdate";

/** The warning types of citrix-api.md#catalog-warnings. `isError` is used when Citrix does not say it. */
const warnings = {
  PendingTemplateImageInvalid: {
    title: m.warning_template_invalid(),
    nextStep: m.warning_template_invalid_next(),
    isError: true,
  },
  // with InputRequired
  UsersRequired: {
    title: m.warning_users_required(),
    nextStep: m.warning_users_required_next(),
    isError: false,
  },
  // with InputRequired
  AppsRequired: {
    title: m.warning_apps_required(),
    nextStep: m.warning_apps_required_next(),
    isError: false,
  },
  // a deprecated image warns
  CitrixImageDeprecated: {
    title: m.warning_image_deprecated(),
    nextStep: m.warning_image_deprecated_next(),
    isError: false,
  },
  CapacityUpdateFailed: {
    title: m.warning_capacity_failed(),
    nextStep: m.warning_capacity_failed_next(),
    isError: true,
  },
  AddMachinesFailure: {
    title: m.warning_add_machines_failed(),
    nextStep: m.warning_add_machines_failed_next(),
    isError: true,
  },
  // Citrix put the old image back
  ImageRollback: {
    title: m.warning_rollback(),
    nextStep: m.warning_rollback_next(),
    isError: true,
  },
  DeleteMachineFailure: {
    title: m.warning_delete_machine_failed(),
    nextStep: m.warning_delete_machine_failed_next(),
    isError: true,
  },
  UpdateCatalogHostingUnitFailure: {
    title: m.warning_hosting_unit_failed(),
    nextStep: m.warning_hosting_unit_failed_next(),
    isError: true,
  },
  RemotePcMachineAssignmentFailure: {
    title: m.warning_pc_assignment_failed(),
    nextStep: m.warning_pc_assignment_failed_next(),
    isError: true,
  },
  RemotePcEnrollmentScopeFailure: {
    title: m.warning_pc_enrolment_failed(),
    nextStep: m.warning_pc_enrolment_failed_next(),
    isError: true,
  },
  PublishSecureBrowserFailure: {
    title: m.warning_secure_browser_failed(),
    nextStep: m.warning_secure_browser_failed_next(),
    isError: true,
  },
  VdaRegisterFailure: {
    title: m.warning_register_failed(),
    nextStep: m.warning_register_failed_next(),
    isError: true,
  },
  // in a final state the image is in place and machines still wait for their restart
  PendingVdaUpdate: {
    title: m.warning_pending_restarts(),
    nextStep: m.warning_pending_restarts_next(),
    isError: false,
  },
} satisfies Record<WarningType, WarningWords>;

/** True for a warning of citrix-api.md#catalog-warnings of which the table says whether it is an error. */
export function isKnownWarning({ type }: CatalogWarning): boolean {
  return Object.hasOwn(warnings, type);
}

/**
 * Words for a catalog's warning. Citrix's own `isError` counts before the table's; an unknown type is shown by its
 * name in words and is an error only when Citrix says so (citrix-api.md#catalog-warnings).
 */
export function wordsForWarning(w: CatalogWarning): WarningWords {
  const row = rowOf<WarningWords>(warnings, w.type);
  if (row === undefined) return { title: wordsFromName(w.type), isError: w.isError ?? false };
  return { ...row, isError: w.isError ?? row.isError };
}
