import type { ImageUpdate } from "@catalog-deck/contract";
import { ageInWords, delayInWords, elapsedInWords, isEnded } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { useNow } from "../../lib/now.ts";
import { dateTimeInWords } from "../../lib/places.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { LabelledId } from "../../ui/labelled-id.tsx";

const linkClasses = "text-accent underline underline-offset-2 wrap-anywhere";

/** Every fact that is kept about an image update. */
export function UpdateFacts({ update }: { update: ImageUpdate }) {
  const { fromImage, toImage } = update;
  const isOutside = update.origin === "outside";
  return (
    <>
      <Facts>
        <Fact term="Catalog">
          <Link to="/catalogs/$catalogId" params={{ catalogId: update.catalogId }} className={linkClasses}>
            {update.catalogName}
          </Link>
        </Fact>
        <Fact term="From image">{fromImage ? <ImageLink {...fromImage} /> : "none"}</Fact>
        <Fact term="To image">
          <ImageLink {...toImage} />
        </Fact>
        {update.vdaUpdateDelay === null ? null : <Fact term="Restarts">{restartsInWords(update.vdaUpdateDelay)}</Fact>}
        <Fact term={isOutside ? "Seen" : "Sent"}>
          <When iso={update.requestedAt} />
        </Fact>
        <Fact term={isOutside ? "Origin" : "Sent by"}>{update.requestedBy.displayName}</Fact>
        {update.startedAt ? (
          <Fact term="Citrix began">
            <When iso={update.startedAt} />
          </Fact>
        ) : null}
        {update.estimatedMinutes === undefined ? null : (
          <Fact term="Citrix's estimate">{delayInWords(update.estimatedMinutes)}</Fact>
        )}
        <Fact term="Ended">
          {update.finishedAt ? <When iso={update.finishedAt} /> : isEnded(update.state) ? undefined : "not yet"}
        </Fact>
        {update.finishedAt && update.finishedAt !== update.requestedAt ? (
          <Fact term="Took">{elapsedInWords(Date.parse(update.finishedAt) - Date.parse(update.requestedAt))}</Fact>
        ) : null}
        {isOutside ? null : (
          <>
            <Fact term="Message to users">
              <MessageToUsers update={update} />
            </Fact>
            <Fact term="Reason">{update.reason ?? <span className="text-muted">none given</span>}</Fact>
          </>
        )}
      </Facts>
      <div className="mt-3 flex flex-wrap gap-x-8 gap-y-1 px-4 text-muted">
        {update.citrixTransactionId ? (
          <LabelledId term="Transaction" id={update.citrixTransactionId} label="transaction id" />
        ) : (
          <span>{isOutside ? "No transaction id is known." : "No transaction id: Citrix has not answered."}</span>
        )}
        <LabelledId term="Update" id={update.id} label="update id" />
      </div>
    </>
  );
}

function ImageLink({ id, name }: { id: string; name: string }) {
  // The target of a change from outside may not be known.
  if (id === "") return <span className="text-muted">{name}</span>;
  return (
    <Link to="/images/$imageId" params={{ imageId: id }} className={linkClasses}>
      {name}
    </Link>
  );
}

function When({ iso }: { iso: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={iso}>
      {dateTimeInWords(iso)} <span className="text-muted">({ageInWords(now.getTime() - Date.parse(iso))})</span>
    </time>
  );
}

function MessageToUsers({ update }: { update: ImageUpdate }) {
  const { warningTitle, warningMessage } = update;
  if (warningTitle === undefined && warningMessage === undefined) {
    return <span className="text-muted">none of its own</span>;
  }
  return (
    <>
      {warningTitle === undefined ? null : <b className="block font-semibold">{warningTitle}</b>}
      {warningMessage === undefined ? null : <span className="whitespace-pre-line">{warningMessage}</span>}
    </>
  );
}

/** When machines restart, in full words (catalogservice.md, "Update body"). */
function restartsInWords(vdaUpdateDelay: number): string {
  if (vdaUpdateDelay < 0) return "as users log off";
  return vdaUpdateDelay === 0 ? "right now" : `spread over ${delayInWords(vdaUpdateDelay)}`;
}
