import { useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { usePageFreshness } from "../api/freshness.ts";
import * as m from "../i18n/messages.js";
import { useOnline } from "../lib/browser.ts";
import { serverNowMs } from "../lib/now.ts";
import { freshnessWords } from "../shared/freshness-words.tsx";
import { LongText } from "../shared/long-text.tsx";
import { NextTry } from "../shared/next-try.tsx";
import { Button } from "../ui/button.tsx";
import { CopyableId } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";

/**
 * Says loudly, on every page, when what it shows is old: offline, Citrix away or limiting the rate, server away. It lies
 * over the page's lower edge: seen wherever one has scrolled to, and nothing moves under the pointer when it comes.
 */
export function FreshnessNotices() {
  const online = useOnline();
  const freshness = usePageFreshness({ ageWhileFresh: !online });
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const words = freshnessWords(freshness, online, new Date(serverNowMs()));
  const ask = async () => {
    setAsking(true);
    await client.refetchQueries({ queryKey: ["connections"], type: "active" });
    setAsking(false);
  };
  return (
    <div role="status" className="print:hidden">
      {/* Room to scroll the page's end out from under the notice. */}
      {words ? <div className="h-28" /> : null}
      {words ? (
        // Above a page's own bar at the lower edge: what it offers stays within reach.
        <div className="fixed bottom-4 max-sm:[body:has([data-bottom-bar])_&]:bottom-28 left-4 z-35 w-[min(42rem,calc(100vw-2rem))] animate-appear rounded-note border border-warn shadow-pop">
          <Notice
            tone="warn"
            icon={words.icon}
            title={<LongText>{words.title}</LongText>}
            actions={
              online ? (
                <Button size="small" icon={<RotateCw size={13} aria-hidden="true" />} busy={asking} onClick={ask}>
                  {m.ask_again()}
                </Button>
              ) : null
            }
          >
            {words.text || words.nextTryAt ? (
              <p>
                <LongText>{words.text}</LongText> {words.nextTryAt ? <NextTry at={words.nextTryAt} /> : null}
              </p>
            ) : null}
            {words.transactionId ? (
              <p className="flex flex-wrap items-center gap-x-2 text-muted">
                <span>{m.citrix_transaction_label()}</span>
                <CopyableId id={words.transactionId} label={m.transaction_id()} />
              </p>
            ) : null}
          </Notice>
        </div>
      ) : null}
    </div>
  );
}
