import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { blockOfCatalog, wordsForSubState } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { useConnection, useMayUpdate } from "./signed-in.ts";

/** One thing to do next; `inConsole`: it is done in Citrix Cloud. */
interface NextStep {
  text: string;
  inConsole?: boolean;
}

/**
 * What to do about a failed update, first things first, as it holds for its catalog now: nothing in it asks for what
 * another step, or the page's buttons, say cannot be done.
 */
function stepsAfterFailure(update: ImageUpdate, catalog: Catalog, mayUpdate: boolean): NextStep[] {
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

/** What to do about a failed update as a numbered list, with a link to Citrix's console where its address is known. */
export function StepsAfterFailure({ update, catalog }: { update: ImageUpdate; catalog: Catalog }) {
  const { consoleUrl } = useConnection();
  const mayUpdate = useMayUpdate();
  return (
    <ol aria-label={m.what_to_do()} className="list-decimal space-y-0.5 pl-5">
      {stepsAfterFailure(update, catalog, mayUpdate).map(({ text, inConsole }) => (
        <li key={text} className="wrap-anywhere">
          {text}
          {inConsole && consoleUrl ? (
            <>
              {" "}
              <a
                href={consoleUrl}
                target="_blank"
                rel="noreferrer"
                className="text-accent underline underline-offset-2"
              >
                {m.next_steps_open_console()}
              </a>
            </>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
