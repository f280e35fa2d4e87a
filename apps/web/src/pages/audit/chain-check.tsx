import type { AuditVerification } from "@catalog-deck/contract";
import { ageInWords } from "@catalog-deck/domain";
import { ShieldAlert, ShieldCheck, TriangleAlert } from "lucide-react";
import { useNow } from "../../lib/now.ts";
import { LabelledId } from "../../ui/labelled-id.tsx";
import { Notice } from "../../ui/notice.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";

const notVerified = "The chain could not be verified";
const whole = new Intl.NumberFormat("en-GB");

/** What verifying the chain found, how old that is, and what it does not prove. */
export function ChainCheck({ result, error }: { result: AuditVerification | undefined; error: Error | null }) {
  return (
    <div className={result || error ? "mb-4 flex flex-col gap-3" : undefined}>
      <VisuallyHidden>
        <span role="status">{error ? notVerified : result ? verdictOf(result) : ""}</span>
      </VisuallyHidden>
      {error ? (
        <Notice tone="warn" icon={<TriangleAlert aria-hidden="true" />} title={notVerified}>
          {error.message} {result ? "What follows is the result before." : null}
        </Notice>
      ) : null}
      {result ? <Result result={result} /> : null}
    </div>
  );
}

function Result({ result }: { result: AuditVerification }) {
  const { entries, head, firstBroken } = result;
  const noted =
    head.sequence === 0 ? null : (
      <LabelledId term="Head" id={`${head.sequence}:${head.hash}`} label="head of the chain" />
    );
  if (firstBroken) {
    return (
      <Notice tone="bad" icon={<ShieldAlert aria-hidden="true" />} title={verdictOf(result)}>
        <p>
          <Checked at={result.checkedAt} /> {entriesInWords(entries)} before it {entries === 1 ? "fits" : "fit"}. Keep a
          copy of the database as it is now, and find out who could write to it.
        </p>
        {noted}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" icon={<ShieldCheck aria-hidden="true" />} title={verdictOf(result)}>
      <p>
        <Checked at={result.checkedAt} /> Whoever can write to the database could still have written the whole chain
        anew: keep the head somewhere else, and compare with it later.
      </p>
      {noted}
    </Notice>
  );
}

function verdictOf({ entries, firstBroken }: AuditVerification): string {
  return firstBroken === undefined
    ? `The chain is whole: ${entriesInWords(entries)}, none changed, removed or put in between`
    : `The chain is broken at entry ${whole.format(firstBroken.sequence)}: ${firstBroken.reason}`;
}

function entriesInWords(entries: number): string {
  return `${whole.format(entries)} ${entries === 1 ? "entry" : "entries"}`;
}

function Checked({ at }: { at: string }) {
  const now = useNow();
  return `Checked ${ageInWords(now.getTime() - Date.parse(at))}.`;
}
