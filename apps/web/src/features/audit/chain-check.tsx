import type { AuditVerification } from "@catalog-deck/contract";
import { ageInWords } from "@catalog-deck/domain";
import { ShieldAlert, ShieldCheck, TriangleAlert } from "lucide-react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { LabeledId } from "../../ui/copy-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";

/** The words for the codes that the page's own check can meet; another version's code is told in the server's words. */
const breaks: Record<string, string> = {
  missing: m.audit_break_missing(),
  changed: m.audit_break_changed(),
  "not-its-entry": m.audit_break_not_its_entry(),
  "column-differs": m.audit_break_column_differs(),
  "newest-missing": m.audit_break_newest_missing(),
  "head-differs": m.audit_break_head_differs(),
  "behind-head": m.audit_break_behind_head(),
};

/** What verifying the chain found, how old that is, and what it does not prove. */
export function ChainCheck({ result, error }: { result: AuditVerification | undefined; error: Error | null }) {
  return (
    <div className={result || error ? "mb-4 flex flex-col gap-3" : undefined}>
      <VisuallyHidden>
        <span role="status">{error ? m.audit_not_verified() : result ? resultInWords(result) : ""}</span>
      </VisuallyHidden>
      {error ? (
        <Notice tone="warn" icon={<TriangleAlert aria-hidden="true" />} title={m.audit_not_verified()}>
          {error.message} {result ? m.audit_result_before() : null}
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
      <LabeledId term={m.audit_head()} id={`${head.sequence}:${head.hash}`} label={m.audit_head_label()} />
    );
  if (firstBroken) {
    return (
      <Notice tone="bad" icon={<ShieldAlert aria-hidden="true" />} title={resultInWords(result)}>
        <p>
          <Checked at={result.checkedAt} /> {m.audit_keep_copy({ entries: entriesInWords(entries) })}
        </p>
        {noted}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" icon={<ShieldCheck aria-hidden="true" />} title={resultInWords(result)}>
      <p>
        <Checked at={result.checkedAt} /> {m.audit_keep_head()}
      </p>
      {noted}
    </Notice>
  );
}

function resultInWords({ entries, firstBroken }: AuditVerification): string {
  return firstBroken === undefined
    ? m.audit_whole({ entries: entriesInWords(entries) })
    : m.audit_broken_at({ number: numberInWords(firstBroken.sequence), reason: reasonOf(firstBroken) });
}

function reasonOf({ code, reason }: NonNullable<AuditVerification["firstBroken"]>): string {
  return breaks[code] ?? reason;
}

function entriesInWords(entries: number): string {
  return m.audit_entries({ count: entries });
}

function Checked({ at }: { at: string }) {
  const now = useNow();
  return m.audit_checked({ age: ageInWords(now.getTime() - Date.parse(at)) });
}
