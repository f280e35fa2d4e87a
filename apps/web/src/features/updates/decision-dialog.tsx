import type { ImageUpdate, UpdateDecision } from "@catalog-deck/contract";
import { wordsForImageUpdate } from "@catalog-deck/domain";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { catalogsKey } from "../../api/catalogs.ts";
import { decideImageUpdate, imageUpdatesKey } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LongText } from "../../shared/long-text.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface DecisionDialogProps extends Pick<UpdateDecision, "outcome" | "seenVersion"> {
  update: ImageUpdate;
  /** Where the focus goes at the end. */
  focusAfter: RefObject<HTMLElement | null>;
  /** `isSettled`: decided, here or without this person. */
  onClose: (isSettled: boolean) => void;
  /** The facts have changed, or someone else has decided: `message` says so. */
  onOutdated: (message: string) => void;
}

/**
 * Asks for the reason of a decision, says what follows from it, and sends it. The focus begins in the reason. When the
 * question resolves itself meanwhile it says what happened instead.
 */
export function DecisionDialog(props: DecisionDialogProps) {
  const { update, outcome, seenVersion, focusAfter, onClose, onOutdated } = props;
  const connection = useConnection();
  const client = useQueryClient();
  const formId = useId();
  const reasonField = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const started = outcome === "started";

  async function send(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (reason.trim() === "") {
      setMissing(true);
      reasonField.current?.focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const body = { outcome, reason: reason.trim(), seenVersion };
      await decideImageUpdate(client, { connectionId: connection.id, updateId: update.id, body });
      onClose(true);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 412 || error.status === 409) onOutdated(error.message);
      else setFailure(error.message);
    } finally {
      setBusy(false);
      for (const family of [imageUpdatesKey, catalogsKey]) {
        void client.invalidateQueries({ queryKey: family(connection.id) });
      }
    }
  }

  // What one's own decision has changed closes the dialog by itself.
  if (update.decision === undefined && !busy) {
    return <Resolved update={update} focusAfter={focusAfter} onClose={() => onClose(true)} />;
  }
  const cancel = () => onClose(false);
  return (
    <Dialog
      open
      onClose={busy ? undefined : cancel}
      keepOnOutsidePress
      initialFocus={reasonField}
      finalFocus={focusAfter}
      title={started ? m.decision_started() : m.decision_not_started()}
      description={m.decision_what({ catalog: update.catalogName, image: targetInWords(update) })}
      footer={
        <>
          <Button onClick={cancel} disabled={busy}>
            {m.cancel()}
          </Button>
          <Button type="submit" form={formId} variant={started ? "primary" : "danger"} busy={busy}>
            {started ? m.decision_say_started() : m.decision_say_not_started()}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
        <p>{started ? m.decision_started_means() : m.decision_not_started_means()}</p>
        <TextField
          ref={reasonField}
          label={m.decision_how()}
          hint={m.decision_kept()}
          value={reason}
          maxLength={1000}
          autoComplete="off"
          error={missing ? m.decision_say_how() : undefined}
          onChange={(event) => {
            setReason(event.target.value);
            setMissing(false);
          }}
        />
        {failure === null ? null : (
          <Notice tone="bad" role="alert" title={m.decision_nothing()}>
            <LongText>{failure}</LongText>
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

/** What became of the question while someone was answering it. The focus goes to the one thing that can be done. */
function Resolved(props: Pick<DecisionDialogProps, "update" | "focusAfter"> & { onClose: () => void }) {
  const { update, focusAfter, onClose } = props;
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), []);
  const words = wordsForImageUpdate(update);
  return (
    <Dialog
      open
      onClose={onClose}
      keepOnOutsidePress
      initialFocus={button}
      finalFocus={focusAfter}
      title={m.decision_resolved()}
      description={m.decision_what({ catalog: update.catalogName, image: targetInWords(update) })}
      footer={
        <Button ref={button} variant="primary" onClick={onClose}>
          {m.close()}
        </Button>
      }
    >
      <div role="alert" className="flex flex-col items-start gap-2">
        <StateLabel words={words} />
        <p>
          <LongText>{statedInWords(update) ?? words.sentence}</LongText>
        </p>
        <p className="text-muted">{m.decision_resolved_not_sent()}</p>
      </div>
    </Dialog>
  );
}
