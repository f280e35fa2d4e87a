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

const nothingYet = "Nothing yet: users work on the old image.";
const oldImageMayStay = "Machines that have not restarted yet still run the old image.";

/** The sub-states met during an image update (catalogservice.md, section 5 "Catalog", sub-states). */
const subStates = {
  // section 5, sub-states met during an image update
  ProcessingProvisioningMasterImage: {
    label: "Preparing the image",
    cause: "Citrix is creating what it needs from the new image.",
    usersNotice: nothingYet,
    isError: false,
  },
  // section 5, sub-states met during an image update
  ProcessingVerifyingMasterImage: {
    label: "Checking the image",
    cause: "Citrix is checking that the new image starts and has a working VDA.",
    usersNotice: nothingYet,
    isError: false,
  },
  // section 5, sub-states met during an image update
  ProcessingVdaCopyingMasterImage: {
    label: "Copying the image",
    cause: "Citrix is copying the new image to where the machines run. This is often the longest step.",
    usersNotice: nothingYet,
    isError: false,
  },
  // section 5, sub-states; section 4: restarts follow the delay
  ProcessingVdaUpdatingCitrixServers: {
    label: "Restarting machines",
    cause: "Machines restart with the new image, at the pace that was chosen.",
    usersNotice: "Unless machines wait for users to leave, sessions are logged off when their machine restarts.",
    isError: false,
  },
  // section 5, sub-states met during an image update
  ProcessingConfiguringCatalogMachines: {
    label: "Configuring machines",
    cause: "Citrix is setting the catalog's machines up for the new image.",
    usersNotice: "A machine that is being set up may not take sessions for a few minutes.",
    isError: false,
  },
  // section 5, sub-states met during an image update
  ProcessingAwaitingSystemMaintenance: {
    label: "Waiting for Citrix maintenance",
    cause: "Citrix is doing maintenance on its service; the update goes on afterwards.",
    usersNotice: "Nothing: running sessions are not touched by the wait.",
    nextStep: "Wait. If it lasts for hours, look at Citrix Cloud's status page.",
    isError: false,
  },
  // section 4: the image is in place and machines still wait for their restart
  PendingVdaUpdate: {
    label: "Waiting for restarts",
    cause: "The new image is in place; each machine gets it at its next restart.",
    usersNotice: oldImageMayStay,
    nextStep: "Nothing to do. To hurry a machine, ask its users to log off.",
    isError: false,
  },
  // section 5, errors
  ErrorMasterImageProvisioningFailed: {
    label: "Image could not be prepared",
    cause: "Citrix could not create what it needs from the image in the subscription.",
    usersNotice: nothingYet,
    nextStep: "Check the subscription's quota, permissions and region, then start the update again.",
    isError: true,
  },
  // section 5, errors
  ErrorMasterImageVerificationFailed: {
    label: "Image check failed",
    cause: "The image did not start, or its VDA did not answer, when Citrix tried it.",
    usersNotice: nothingYet,
    nextStep: "Start a machine from the image yourself, repair it, and choose the repaired image.",
    isError: true,
  },
  // section 5, errors
  ErrorMasterImageNotFound: {
    label: "Image not found",
    cause: "The image's disk was deleted or moved, or Citrix may no longer read it.",
    usersNotice: nothingYet,
    nextStep: "Check that the disk is still there and readable, or choose another image.",
    isError: true,
  },
  // section 5, errors
  ErrorMasterImageInvalidOs: {
    label: "Operating system not supported",
    cause: "The image's operating system is not one that this catalog can use.",
    usersNotice: nothingYet,
    nextStep: "Choose an image with a supported operating system of the catalog's own session kind.",
    isError: true,
  },
  // section 5, errors
  ErrorMasterImageMcsNotConfigured: {
    label: "VDA not installed for MCS",
    cause: "The VDA on the image was installed without Machine Creation Services.",
    usersNotice: nothingYet,
    nextStep: "Install the VDA again with the option for a master MCS image, then import the image again.",
    isError: true,
  },
  // section 5, errors
  ErrorMasterImageNoSupportedVdaFound: {
    label: "No supported VDA on the image",
    cause: "The image has no VDA, or one that is too old.",
    usersNotice: nothingYet,
    nextStep: "Install a supported VDA on the image, then import it again.",
    isError: true,
  },
  // section 5, errors
  ErrorMasterImageBuilderNotComplete: {
    label: "Image is not finished",
    cause: "The machine on which the image is built has not been finished.",
    usersNotice: nothingYet,
    nextStep: "Finish the image in Citrix Cloud and wait until it is Ready.",
    isError: true,
  },
  // section 5, errors
  ErrorVdaUpdateCitrixServersFailed: {
    label: "Machines could not be updated",
    cause: "Citrix could not move the catalog's machines to the new image.",
    usersNotice: "Some machines may be unavailable; others may still run the old image.",
    nextStep: "Look at the machines in Citrix Cloud; give Citrix Support the transaction id if it is not clear why.",
    isError: true,
  },
  // section 5, errors
  ErrorCatalogSubscriptionAtCapacity: {
    label: "Subscription is full",
    cause: "The subscription has no room for the machines or disks that the update needs.",
    usersNotice: oldImageMayStay,
    nextStep: "Raise the subscription's quota or free some of it, then start the update again.",
    isError: true,
  },
  // section 5, errors
  ErrorRegisterVdaFailed: {
    label: "Machines do not register",
    cause: "Machines started but their VDA did not register with Citrix Cloud.",
    usersNotice: "Users may not get a session on these machines.",
    nextStep:
      "Check network, Cloud Connectors, domain and the image's VDA; the previous image may be the quickest way out.",
    isError: true,
  },
  // section 5, errors
  ErrorIncorrectDomainCredentials: {
    label: "Domain account refused",
    cause: "The domain did not accept the catalog's service account.",
    usersNotice: "Machines that cannot join the domain take no sessions.",
    nextStep: "Correct the domain service account and its password in Citrix Cloud, then try again.",
    isError: true,
  },
  // section 5, errors
  ErrorDomainNotReachable: {
    label: "Domain not reachable",
    cause: "The domain controllers or their DNS did not answer.",
    usersNotice: "Machines that cannot reach the domain take no sessions.",
    nextStep: "Check DNS and the network between the machines and the domain controllers, then try again.",
    isError: true,
  },
} satisfies Record<UpdateSubState, SubStateWords>;

/**
 * Words for a catalog's sub-state. One without a row is shown by words made from its name ("ProcessingFooBar" gives
 * "Foo bar") and is an error when its name begins with `Error` (catalogservice.md, section 5).
 */
export function wordsForSubState(subState: string): SubStateWords {
  return (
    rowOf<SubStateWords>(subStates, subState) ?? {
      label: wordsFromName(subState),
      isError: subState.startsWith("Error"),
    }
  );
}
