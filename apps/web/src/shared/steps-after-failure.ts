import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { blockOfCatalog, wordsForSubState } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";

/** One thing to do next; `inConsole`: it is done in Citrix Cloud. */
interface NextStep {
  text: string;
  inConsole?: boolean;
}

/**
 * What to do about a failed update, first things first, as it holds for its catalog now: nothing in it asks for what
 * another step, or the page's buttons, say cannot be done.
 */
export function stepsAfterFailure(update: ImageUpdate, catalog: Catalog, mayUpdate: boolean): NextStep[] {
  const steps: NextStep[] = [];
  const { subState = catalog.subState, fromImage, citrixTransactionId } = update;
  const cure = subState === undefined ? undefined : wordsForSubState(subState);
  if (cure?.isError && cure.nextStep) steps.push({ text: cure.nextStep });
  const isBlocked = blockOfCatalog(catalog) !== undefined;
  if (catalog.state === "Error") steps.push({ text: m.next_steps_active({ catalog: catalog.name }), inConsole: true });
  const image = fromImage?.name ?? "";
  if (fromImage !== null && fromImage.id === catalog.imageId) {
    steps.push({ text: m.next_steps_on_old_image({ image }) });
  } else if (fromImage !== null && fromImage.id !== "") {
    if (!mayUpdate) steps.push({ text: m.next_steps_ask_admin({ image }) });
    else steps.push({ text: isBlocked ? m.next_steps_roll_back_later({ image }) : m.next_steps_roll_back({ image }) });
  }
  if (mayUpdate) steps.push({ text: m.next_steps_again() });
  if (citrixTransactionId) steps.push({ text: m.next_steps_support({ id: citrixTransactionId }) });
  return steps;
}
