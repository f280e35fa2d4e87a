import type { CatalogWarning } from "@catalog-deck/contract";
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

/** The warning types of catalogservice.md, section 5 "Catalog". `isError` is used when Citrix does not say it. */
const warnings = {
  // section 5, warning types
  PendingTemplateImageInvalid: {
    title: "The image chosen for this catalog cannot be used",
    nextStep: "Look at the image's state, then choose an image that is Ready.",
    isError: true,
  },
  // section 5, warning types; with InputRequired
  UsersRequired: {
    title: "No users are assigned yet",
    nextStep: "Add users or groups to the catalog in Citrix Cloud.",
    isError: false,
  },
  // section 5, warning types; with InputRequired
  AppsRequired: {
    title: "No apps or desktops are published yet",
    nextStep: "Publish apps or a desktop from the catalog in Citrix Cloud.",
    isError: false,
  },
  // section 5, warning types; section 6: a deprecated image warns
  CitrixImageDeprecated: {
    title: "The image in use is deprecated by Citrix",
    nextStep: "Move the catalog to a newer image.",
    isError: false,
  },
  // section 5, warning types
  CapacityUpdateFailed: {
    title: "The capacity settings could not be changed",
    nextStep: "Check the power management settings in Citrix Cloud and save them again.",
    isError: true,
  },
  // section 5, warning types
  AddMachinesFailure: {
    title: "Machines could not be added",
    nextStep: "Check the subscription's quota and the domain account, then add the machines again.",
    isError: true,
  },
  // section 4, "Progress and end of an update": Citrix put the old image back
  ImageRollback: {
    title: "The last image update was rolled back",
    nextStep: "The catalog runs on its old image. Find out why the new image failed before you try it again.",
    isError: true,
  },
  // section 5, warning types
  DeleteMachineFailure: {
    title: "Machines could not be deleted",
    nextStep: "Delete the machines again in Citrix Cloud; check that they still exist in the subscription.",
    isError: true,
  },
  // section 5, warning types
  UpdateCatalogHostingUnitFailure: {
    title: "The catalog's hosting connection could not be changed",
    nextStep: "Check the hosting connection and its credentials in Citrix Cloud.",
    isError: true,
  },
  // section 5, warning types
  RemotePcMachineAssignmentFailure: {
    title: "PCs could not be assigned to their users",
    nextStep: "Check the Remote PC assignments in Citrix Cloud.",
    isError: true,
  },
  // section 5, warning types
  RemotePcEnrollmentScopeFailure: {
    title: "PCs could not be enrolled",
    nextStep: "Check the organisational units chosen for Remote PC enrolment in Citrix Cloud.",
    isError: true,
  },
  // section 5, warning types
  PublishSecureBrowserFailure: {
    title: "The secure browser could not be published",
    nextStep: "Publish it again in Citrix Cloud.",
    isError: true,
  },
  // section 5, warning types
  VdaRegisterFailure: {
    title: "Machines do not register with Citrix Cloud",
    nextStep: "Check that machines reach the Cloud Connectors and the domain, and that the image's VDA is healthy.",
    isError: true,
  },
  // section 4: in a final state the image is in place and machines still wait for their restart
  PendingVdaUpdate: {
    title: "Machines still wait for their restart",
    nextStep: "Nothing to do: each machine gets the new image when it restarts.",
    isError: false,
  },
} satisfies Record<WarningType, WarningWords>;

/**
 * Words for a catalog's warning. Citrix's own `isError` counts before the table's; an unknown type is shown by its
 * name in words and is an error only when Citrix says so (catalogservice.md, section 5).
 */
export function wordsForWarning(w: CatalogWarning): WarningWords {
  const row = rowOf<WarningWords>(warnings, w.type);
  if (row === undefined) return { title: wordsFromName(w.type), isError: w.isError ?? false };
  return { ...row, isError: w.isError ?? row.isError };
}
