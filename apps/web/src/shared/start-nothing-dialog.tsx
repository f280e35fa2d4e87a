import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { changeStartNothing } from "../api/start-nothing.ts";
import * as m from "../i18n/messages.js";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextField } from "../ui/text-field.tsx";
import { LongText } from "./long-text.tsx";
import { useConnection } from "./signed-in.ts";

/** Turns "Start nothing" on, which needs a reason, or off. */
export function StartNothingDialog({ on, onClose }: { on: boolean; onClose: () => void }) {
  const connection = useConnection();
  const client = useQueryClient();
  const formId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const changing = useMutation({
    mutationFn: () => {
      const words = reason.trim();
      const body = on ? { on, reason: words } : { on, ...(words === "" ? {} : { reason: words }) };
      return changeStartNothing(client, { connectionId: connection.id, body });
    },
    onSuccess: onClose,
  });

  function send(event: FormEvent) {
    event.preventDefault();
    if (on && reason.trim() === "") {
      setMissing(true);
      field.current?.focus();
      return;
    }
    changing.mutate();
  }

  return (
    <Dialog
      open
      onClose={changing.isPending ? undefined : onClose}
      initialFocus={field}
      title={on ? m.start_nothing() : m.start_nothing_off()}
      footer={
        <>
          <Button onClick={onClose} disabled={changing.isPending}>
            {m.cancel()}
          </Button>
          <Button type="submit" form={formId} variant={on ? "danger" : "primary"} busy={changing.isPending}>
            {on ? m.start_nothing_turn_on() : m.start_nothing_turn_off()}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={send} className="flex flex-col gap-3">
        <p>{on ? m.start_nothing_means({ connection: connection.name }) : m.start_nothing_off_means()}</p>
        <TextField
          ref={field}
          label={on ? m.start_nothing_reason() : m.act_note()}
          hint={m.start_nothing_seen()}
          value={reason}
          maxLength={500}
          autoComplete="off"
          error={missing ? m.start_nothing_say_why() : undefined}
          onChange={(event) => {
            setReason(event.target.value);
            setMissing(false);
          }}
        />
        {changing.error === null ? null : (
          <Notice tone="bad" role="alert" title={m.act_not_done()}>
            <LongText>{changing.error.message}</LongText>
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
