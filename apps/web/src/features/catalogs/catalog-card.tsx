import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import {
  classOfCatalog,
  elapsedInWords,
  isFinalState,
  isKnownCatalogState,
  isKnownWarning,
  isWorkedOn,
  lastUpdateSentence,
  originInWords,
  tookMs,
  wordsForCatalogState,
  wordsForSubState,
  wordsForWarning,
} from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { Fragment, memo } from "react";
import * as m from "../../i18n/messages.js";
import { here, numberInWords, timeInWords } from "../../lib/formatting.ts";
import { serverNowMs } from "../../lib/now.ts";
import { CitrixWords } from "../../shared/long-text.tsx";
import { RolloutLine } from "../../shared/rollout-line.tsx";
import { SelectBox } from "../../shared/selection/select-box.tsx";
import { useHasSelection } from "../../shared/selection/selection.ts";
import type { SelectCatalog } from "../../shared/selection/use-select-catalog.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { SessionsEnd } from "../../shared/update-times.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { buttonClasses } from "../../ui/classes.ts";
import { Notice } from "../../ui/notice.tsx";
import { CopyStatusButton, DetailsLink } from "./catalog-actions.tsx";
import { sessionsInWords, unlessRepeated } from "./catalog-words.ts";
import { validateCatalogsSearch } from "./catalogs-search.ts";
import { LiveStatus } from "./live-status.tsx";

/** One catalog. It renders anew only when the catalog itself has changed; the ticking parts tick by themselves. */
export const CatalogCard = memo(function CatalogCard(props: {
  catalog: Catalog;
  mayUpdate: boolean;
  /** For those who may update. */
  onSelect: SelectCatalog;
}) {
  const { catalog, mayUpdate, onSelect } = props;
  const toDecide = catalog.activeUpdate?.decision;
  const updating = classOfCatalog(catalog) === "updating";
  return (
    <article
      data-catalog={catalog.id}
      aria-label={catalog.name}
      className="flex min-h-43 flex-col gap-2 rounded-card border border-hair bg-surface px-4 pt-3.5 pb-3 shadow-card has-[[data-select]:checked]:border-accent has-[[data-select]:checked]:bg-accent-tint"
    >
      <div>
        <div className="flex items-start justify-between gap-2">
          <h3 className="min-w-0 text-md font-semibold wrap-anywhere">
            {mayUpdate ? <CardBox catalog={catalog} onSelect={onSelect} /> : null}
            <Link
              translate="no"
              to="/catalogs/$catalogId"
              params={{ catalogId: catalog.id }}
              data-row-link
              className="rounded-sm hover:underline"
            >
              {catalog.name}
            </Link>
          </h3>
          <StateLabel words={wordsForCatalogState(catalog)} />
        </div>
        {catalog.unreadable && !updating ? null : <ImageLine catalog={catalog} />}
      </div>
      {updating || isWorkedOn(catalog) ? <LiveStatus catalog={catalog} /> : <Condition catalog={catalog} />}
      <RolloutLine catalog={catalog} className="text-muted wrap-anywhere" />
      <Facts catalog={catalog} isAtRest={!(updating || toDecide || catalog.unreadable)} />
      <div className="mt-auto flex items-end justify-between gap-2 pt-1 text-sm text-muted">
        <span className="min-w-0 self-center wrap-anywhere first-letter:uppercase">
          <FootWords catalog={catalog} updating={updating} />
        </span>
        <span className="flex shrink-0 gap-1.5 print:hidden">
          <CopyStatusButton catalog={catalog} small={!updating} />
          {updating ? null : <Action catalog={catalog} mayUpdate={mayUpdate} />}
        </span>
      </div>
    </article>
  );
});

/** Cards have their boxes once a catalog is selected; the first one is by the key `x`, or by "Select all". */
function CardBox(props: { catalog: Catalog; onSelect: SelectCatalog }) {
  if (!useHasSelection()) return null;
  return (
    <span className="mr-2.5 inline-block align-[-0.1em] leading-none print:hidden">
      <SelectBox {...props} />
    </span>
  );
}

function ImageLine({ catalog }: { catalog: Catalog }) {
  const update = catalog.activeUpdate;
  if (update && !isWorkedOn(catalog)) {
    return (
      <p className="flex flex-wrap items-center gap-x-1.5 text-muted wrap-anywhere">
        <span>{update.fromImage?.name ?? m.no_image()}</span>
        <ArrowRight size={13} role="img" aria-label={m.image_to()} />
        <span translate="no" className="font-medium text-text">
          {targetInWords(update)}
        </span>
      </p>
    );
  }
  const facts = [catalog.templateImageOs, catalog.imageVdaVersion && `VDA ${catalog.imageVdaVersion}`].filter(Boolean);
  return (
    <p className="text-muted wrap-anywhere">
      <span className="font-medium text-text">{catalog.templateImageName ?? m.no_image_title()}</span>
      {facts.map((fact) => (
        <Fragment key={fact}>
          {"\u00a0· "}
          <span className="whitespace-nowrap">{fact}</span>
        </Fragment>
      ))}
    </p>
  );
}

function Condition({ catalog }: { catalog: Catalog }) {
  const step = catalog.state === "Error" && catalog.subState ? wordsForSubState(catalog.subState) : undefined;
  const status = unlessRepeated(catalog.statusMessage, isKnownCatalogState(catalog.state));
  // In these states the warnings only say more about what the card says already.
  const quiet = catalog.state === "InputRequired" || catalog.state === "Error";
  if (catalog.activeUpdate?.decision) {
    return (
      <Notice tone="warn" title={m.decide_title()} className="text-sm">
        {m.decide_card()}
      </Notice>
    );
  }
  if (catalog.unreadable) return <p className="text-muted">{m.catalog_unreadable()}</p>;
  return (
    <>
      {catalog.state === "Error" ? (
        <Notice
          tone="bad"
          title={
            step?.label ??
            (catalog.statusMessage ? <CitrixWords>{catalog.statusMessage}</CitrixWords> : m.citrix_reports_error())
          }
          className="text-sm"
        >
          {step?.nextStep ?? step?.cause}
        </Notice>
      ) : !isFinalState(catalog.state) && status ? (
        <p className="text-muted">
          <CitrixWords>{status}</CitrixWords>
        </p>
      ) : null}
      {catalog.warnings.slice(0, 2).map((warning) => {
        const words = wordsForWarning(warning);
        const said = unlessRepeated(warning.warningMessage, isKnownWarning(warning));
        return quiet && (catalog.state === "Error" || !words.isError) ? (
          <p key={warning.type} className="text-muted">
            <span className="font-medium text-text">{words.title}.</span>{" "}
            {said ? <CitrixWords>{said}</CitrixWords> : words.nextStep}
          </p>
        ) : (
          <Notice key={warning.type} tone={words.isError ? "bad" : "warn"} title={words.title} className="text-sm">
            {said ? <CitrixWords>{said}</CitrixWords> : words.nextStep}
          </Notice>
        );
      })}
      {catalog.warnings.length > 2 ? (
        <p className="text-muted">{m.more_warnings({ count: catalog.warnings.length - 2 })}</p>
      ) : null}
    </>
  );
}

function machinesInWords({ totalMachinesInCatalog: machines }: Catalog): string | undefined {
  if (machines === undefined) return undefined;
  return m.machines_count({ count: machines });
}

/** Machines and region always; what only holds at rest, how sessions are served and the last update, only then. */
function Facts({ catalog, isAtRest }: { catalog: Catalog; isAtRest: boolean }) {
  const last = catalog.lastUpdate;
  const machines = machinesInWords(catalog);
  if (!isAtRest && machines === undefined && catalog.region === undefined) return null;
  return (
    <div className="flex flex-col gap-1 text-muted">
      <p className="flex flex-wrap gap-x-3.5">
        {machines ? <span>{machines}</span> : null}
        {catalog.region ? <span>{catalog.region}</span> : null}
        {isAtRest ? (
          <span>{catalog.isRemotePcCatalog ? "Remote PC" : sessionsInWords(catalog.sessionSupport)}</span>
        ) : null}
      </p>
      {isAtRest && last?.finishedAt ? <p>{endedInWords(last, last.finishedAt)}</p> : null}
      {isAtRest && last && catalog.activeUpdate === undefined ? <SessionsEnd update={last} /> : null}
    </div>
  );
}

function endedInWords(last: ImageUpdate, finishedAt: string): string {
  const now = new Date(serverNowMs());
  if (last.state !== "succeeded") return lastUpdateSentence(last, ` (${originInWords(last).by})`, { now, ...here });
  const at = timeInWords(finishedAt, now);
  const took = tookMs(last);
  return took === undefined ? m.updated_at({ at }) : m.updated_took({ at, time: elapsedInWords(took) });
}

function FootWords({ catalog, updating }: { catalog: Catalog; updating: boolean }) {
  const update = catalog.activeUpdate;
  if ((updating || update?.decision) && update) {
    const { by, restarts } = originInWords(update);
    if (update.requestedAt === undefined) return by;
    return m.started_by_at({ by, at: timeInWords(update.requestedAt, new Date(serverNowMs())), restarts });
  }
  if (updating || catalog.unreadable) return null;
  return catalog.domainName ?? (catalog.isAzureAdJoined ? m.domain_entra_joined() : m.domain_not_joined_card());
}

function Action({ catalog, mayUpdate }: { catalog: Catalog; mayUpdate: boolean }) {
  const { activeUpdate } = catalog;
  if (activeUpdate?.decision) {
    return (
      <Link
        to="/updates/$updateId"
        params={{ updateId: activeUpdate.id }}
        aria-label={m.open_update_of({ catalog: catalog.name })}
        className={buttonClasses("secondary", "small")}
      >
        {mayUpdate ? m.decide() : m.open()}
      </Link>
    );
  }
  if (mayUpdate && isFinalState(catalog.state) && !catalog.isRemotePcCatalog) {
    return (
      <Link
        to="/catalogs/$catalogId/update"
        params={{ catalogId: catalog.id }}
        search={(search) => validateCatalogsSearch({ ...search })}
        aria-label={m.update_image_of({ catalog: catalog.name })}
        resetScroll={false}
        className={buttonClasses("secondary", "small")}
      >
        {m.update_image()}
      </Link>
    );
  }
  return <DetailsLink catalog={catalog} />;
}

/** The heading over a group of cards, with how many there are. */
export function CardsHeading({ heading, count }: { heading: string; count: number }) {
  return (
    <h2 className="flex gap-2 pt-2 pb-2 font-semibold">
      {heading} <span className="font-normal text-muted">{numberInWords(count)}</span>
    </h2>
  );
}
