import type { Catalog, CatalogWarning } from "@catalog-deck/contract";
import { isWorkedOn, wordsForCatalogState, wordsForSubState, wordsForWarning } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { CitrixWords } from "../../shared/long-text.tsx";
import { StepsAfterFailure } from "../../shared/steps-after-failure.tsx";
import { CatalogTimes } from "../../shared/update-times.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";

/** What is the matter with a catalog: its error or step with cause and next step, then each warning. */
export function CatalogCondition({ catalog }: { catalog: Catalog }) {
  const step = catalog.subState === undefined ? undefined : wordsForSubState(catalog.subState);
  const atRest = catalog.state === "Active" || catalog.state === "InputRequired";
  const failed = catalog.state === "Error" && catalog.lastUpdate?.state === "failed" ? catalog.lastUpdate : undefined;
  const says = step !== undefined || failed !== undefined || catalog.statusMessage;
  const saysStep = !atRest && (catalog.activeUpdate === undefined || isWorkedOn(catalog)) && says;
  const words = wordsForCatalogState(catalog);
  // Warnings that are errors say more about the error: they stand in its box.
  const isDetail = (warning: CatalogWarning) =>
    saysStep && catalog.state === "Error" && wordsForWarning(warning).isError;
  if (!saysStep && catalog.warnings.length === 0) return null;
  return (
    <div className="mt-4 flex flex-col gap-2">
      {saysStep ? (
        <Notice
          tone={words.tone === "quiet" ? "info" : words.tone}
          title={isWorkedOn(catalog) && step ? `${words.label}: ${step.label}` : (step?.label ?? words.label)}
          className="[&_p+p]:mt-1"
        >
          {step?.cause ? <p>{step.cause}</p> : null}
          {catalog.statusMessage ? (
            <p>
              <CitrixWords>{catalog.statusMessage}</CitrixWords>
            </p>
          ) : null}
          {catalog.warnings.filter(isDetail).map((warning) => (
            <p key={keyOf(warning)}>
              <b className="font-semibold">{wordsForWarning(warning).title}.</b>{" "}
              {warning.warningMessage ? <CitrixWords>{warning.warningMessage}</CitrixWords> : null}
            </p>
          ))}
          {failed ? (
            <div className="mt-1">
              <StepsAfterFailure update={failed} catalog={catalog} />
            </div>
          ) : step?.nextStep ? (
            <p>{step.nextStep}</p>
          ) : null}
          {step?.usersNotice ? <p>{m.users_notice({ notice: step.usersNotice })}</p> : null}
          {catalog.state === "Processing" ? (
            <>
              <ProgressBar
                label={step?.label ?? m.progress()}
                percent={catalog.taskCompletionPercentage ?? null}
                className="my-2"
              />
              <p className="flex justify-between gap-3 text-muted">
                <CatalogTimes catalog={catalog} />
                {catalog.taskCompletionPercentage === undefined ? null : (
                  <b translate="no" className="font-semibold">
                    {Math.round(catalog.taskCompletionPercentage)} %
                  </b>
                )}
              </p>
            </>
          ) : null}
        </Notice>
      ) : null}
      {catalog.warnings.map((warning) => {
        if (isDetail(warning)) return null;
        const words = wordsForWarning(warning);
        return (
          <Notice
            key={keyOf(warning)}
            tone={words.isError ? "bad" : "warn"}
            title={words.title}
            className="[&_p+p]:mt-1"
          >
            {warning.warningMessage ? (
              <p>
                <CitrixWords>{warning.warningMessage}</CitrixWords>
              </p>
            ) : null}
            {words.nextStep ? <p>{words.nextStep}</p> : null}
          </Notice>
        );
      })}
    </div>
  );
}

function keyOf({ type, warningMessage = "" }: CatalogWarning): string {
  return `${type} ${warningMessage}`;
}
