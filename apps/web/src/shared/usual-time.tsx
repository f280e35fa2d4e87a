import type { UsualDuration } from "@catalog-deck/contract";
import { usualDurationInWords } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";

/**
 * How long updates like a running one have taken, beside Citrix's own estimate. Its line is there from the first, so that
 * nothing moves when the answer comes.
 */
export function UsualTime({ usual }: { usual: UsualDuration | undefined }) {
  return (
    <p className="min-h-5 text-muted text-sm" title={usual ? m.history_usual_hint() : undefined}>
      {usual ? usualDurationInWords(usual) : null}
    </p>
  );
}
