import type { Catalog, Image, ImageUpdateDryRun, ImageUpdateRequest } from "@catalog-deck/contract";
import { Suspense, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";
import { lazyChunk } from "../../lib/chunks.ts";
import { Button } from "../../ui/button.tsx";
import type { SendFromCheck } from "./dry-run-dialog.tsx";
import type { CheckedUpdate } from "./dry-run-words.ts";

const DryRunDialog = lazyChunk(() => import("./dry-run-dialog.tsx"), "DryRunDialog");

/** How the form checks a request without sending it, and for whom. */
export interface DryRun {
  check: (body: ImageUpdateRequest) => Promise<ImageUpdateDryRun>;
  personName: string;
  connectionName: string;
}

interface CheckWithoutSendingProps {
  dryRun: DryRun;
  catalog: Catalog;
  images: readonly Image[];
  disabled: boolean;
  /** What the form would send now; null when it cannot be put together yet, which the form then shows. */
  requestNow: () => ImageUpdateRequest | null;
  /** Sends the form as it is; null while something in it still needs an answer. */
  send: SendFromCheck | null;
}

/** The button that checks the form's request at the server and shows what it found. Nothing is sent to Citrix by it. */
export function CheckWithoutSending({ dryRun, catalog, images, disabled, requestNow, send }: CheckWithoutSendingProps) {
  const [outcome, setOutcome] = useState<CheckedUpdate | Error | null>(null);
  const [busy, setBusy] = useState(false);
  const inFlight = useRef(false);

  async function check(): Promise<void> {
    const body = requestNow();
    const toImage = images.find(({ id }) => id === body?.imageId);
    if (body === null || toImage === undefined || inFlight.current) return;
    inFlight.current = true;
    setBusy(true);
    const fromImage = images.find(({ id }) => id === catalog.imageId);
    const { personName, connectionName } = dryRun;
    try {
      const answer = await dryRun.check(body);
      setOutcome({ catalog, fromImage, toImage, body, answer, personName, connectionName });
    } catch (error) {
      setOutcome(error instanceof Error ? error : new Error(String(error)));
    }
    inFlight.current = false;
    setBusy(false);
  }

  return (
    <>
      <Button size="large" disabled={disabled} aria-busy={busy || undefined} onClick={() => void check()}>
        <span className="grid">
          <span className={`[grid-area:1/1] ${busy ? "invisible" : ""}`}>{m.dry_check()}</span>
          <span className={`[grid-area:1/1] ${busy ? "" : "invisible"}`}>{m.dry_checking()}</span>
        </span>
      </Button>
      {outcome === null ? null : (
        <Suspense fallback={null}>
          <DryRunDialog
            outcome={outcome}
            busy={busy}
            onClose={() => setOutcome(null)}
            onRetry={() => void check()}
            send={
              send && {
                ...send,
                onSend: () => {
                  setOutcome(null);
                  send.onSend();
                },
              }
            }
          />
        </Suspense>
      )}
    </>
  );
}
