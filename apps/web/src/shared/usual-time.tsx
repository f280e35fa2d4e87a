import type { ImageUpdate } from "@catalog-deck/contract";
import { restartPaceOf, usualDurationInWords } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { updateDurationsQuery } from "../api/image-updates.ts";
import * as m from "../i18n/messages.js";
import { useConnection } from "./signed-in.ts";

/**
 * How long updates like a running one have taken before, beside Citrix's own estimate. Its line is there from the first,
 * so that nothing moves when the answer comes; it stays empty where fewer than three are known.
 */
export function UsualTime({ update }: { update: Pick<ImageUpdate, "catalogId" | "vdaUpdateDelay"> }) {
  const connection = useConnection();
  const { data } = useQuery(updateDurationsQuery(connection.id, update.catalogId));
  const pace = restartPaceOf(update.vdaUpdateDelay);
  const usual = data?.items.find((item) => item.pace === pace);
  return (
    <p className="min-h-5 text-muted text-sm" title={usual ? m.history_usual_hint() : undefined}>
      {usual ? usualDurationInWords(usual) : null}
    </p>
  );
}
