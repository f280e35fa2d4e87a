import type { ImageUpdate } from "@catalog-deck/contract";
import { delayInWords, elapsedInWords, isEnded, restartInWords, tookMs } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import * as m from "../../i18n/messages.js";
import { LinkedUpdate } from "../../shared/linked-update.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { targetInWords } from "../../shared/update-words.ts";
import { When } from "../../shared/when.tsx";
import { LabeledId } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";

const linkClasses = "text-accent underline underline-offset-2 wrap-anywhere";

export function UpdateFacts({ update }: { update: ImageUpdate }) {
  const { fromImage, toImage } = update;
  const isExternal = update.origin === "external";
  const took = tookMs(update);
  const { name, customerId, siteId } = { ...useConnection(), ...update.site };
  return (
    <>
      <Facts>
        <Fact term={m.catalog()}>
          <Link
            translate="no"
            to="/catalogs/$catalogId"
            params={{ catalogId: update.catalogId }}
            className={linkClasses}
          >
            {update.catalogName}
          </Link>
          <PaperId id={update.catalogId} />
        </Fact>
        <Fact term={m.from_image()}>{fromImage ? <ImageLink {...fromImage} /> : m.no_image_fact()}</Fact>
        <Fact term={m.to_image()}>
          {toImage ? <ImageLink {...toImage} /> : <span className="text-muted">{targetInWords(update)}</span>}
        </Fact>
        {update.rolloutId ? (
          <Fact term={m.rollout_of_update()}>
            <Link to="/rollouts/$rolloutId" params={{ rolloutId: update.rolloutId }} className={linkClasses}>
              {m.open_rollout()}
            </Link>
            <PaperId id={update.rolloutId} />
          </Fact>
        ) : null}
        {update.rollsBack ? (
          <Fact term={m.rollback_of()}>
            <LinkedUpdate updateId={update.rollsBack} />
          </Fact>
        ) : null}
        {update.rolledBackBy ? (
          <Fact term={m.rollback_by()}>
            <LinkedUpdate updateId={update.rolledBackBy} />
          </Fact>
        ) : null}
        {update.vdaUpdateDelay === undefined ? null : (
          <Fact term={m.restarts()}>{restartsInWords(update.vdaUpdateDelay)}</Fact>
        )}
        {update.requestedAt ? (
          <Fact term={m.sent()}>
            <When iso={update.requestedAt} />
          </Fact>
        ) : null}
        {update.noticedAt ? (
          <Fact term={m.noticed()}>
            <When iso={update.noticedAt} />
          </Fact>
        ) : null}
        {update.requestedBy ? (
          <Fact term={m.sent_by()}>{update.requestedBy.displayName}</Fact>
        ) : (
          <Fact term={m.origin()}>{m.origin_citrix_cloud()}</Fact>
        )}
        {update.seenRunningSince && !update.startedAt ? (
          <Fact term={m.ran_at_least_since()}>
            <When iso={update.seenRunningSince} />
          </Fact>
        ) : null}
        {update.startedAt ? (
          <Fact term={m.citrix_began()}>
            <When iso={update.startedAt} />
          </Fact>
        ) : null}
        {update.estimatedMinutes === undefined ? null : (
          <Fact term={m.citrix_estimate()}>{delayInWords(update.estimatedMinutes)}</Fact>
        )}
        <Fact term={m.ended()}>
          {update.finishedAt ? <When iso={update.finishedAt} /> : isEnded(update) ? undefined : m.not_yet()}
        </Fact>
        {took === undefined ? null : <Fact term={m.took_column()}>{elapsedInWords(took)}</Fact>}
        {isExternal ? null : (
          <>
            <Fact term={m.message_to_users()}>
              <MessageToUsers update={update} />
            </Fact>
            <Fact term={m.reason()}>{update.reason ?? <span className="text-muted">{m.none_given()}</span>}</Fact>
          </>
        )}
        <Fact term={m.record_connection()} onPaper>
          {name}
        </Fact>
        <Fact term={m.record_customer()}>{customerId}</Fact>
        <Fact term={m.record_site()}>{siteId}</Fact>
      </Facts>
      <div className="mt-3 flex flex-wrap gap-x-8 gap-y-1 border-x border-transparent px-4 text-muted">
        {update.citrixTransactionId ? (
          <LabeledId term={m.fact_transaction()} id={update.citrixTransactionId} label={m.transaction_id()} />
        ) : (
          <span>{isExternal ? m.no_transaction_known() : m.no_transaction_yet()}</span>
        )}
        <LabeledId term={m.update()} id={update.id} label={m.update_id()} />
      </div>
    </>
  );
}

function ImageLink({ id, name }: { id: string; name: string }) {
  return (
    <Link to="/images/$imageId" params={{ imageId: id }} className={linkClasses}>
      {name}
      <PaperId id={id} />
    </Link>
  );
}

/** What a name stands for, on paper alone: nothing there can be followed. */
function PaperId({ id }: { id: string }) {
  return <span className="ml-2 hidden font-mono text-muted text-sm print:inline">{id}</span>;
}

function MessageToUsers({ update }: { update: ImageUpdate }) {
  const { warningTitle, warningMessage } = update;
  if (warningTitle === undefined && warningMessage === undefined) {
    return <span className="text-muted">{m.message_none()}</span>;
  }
  return (
    <>
      {warningTitle === undefined ? null : <b className="block font-semibold">{warningTitle}</b>}
      {warningMessage === undefined ? null : <span className="whitespace-pre-line">{warningMessage}</span>}
    </>
  );
}

/** When machines restart, in full words (citrix-api.md#update-body). */
function restartsInWords(vdaUpdateDelay: number): string {
  return vdaUpdateDelay > 0
    ? m.restarts_spread({ time: delayInWords(vdaUpdateDelay) })
    : restartInWords(vdaUpdateDelay);
}
