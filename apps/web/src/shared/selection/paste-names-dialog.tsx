import type { Catalog } from "@catalog-deck/contract";
import { type FormEvent, useId, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { catalogsNamed, type FoundNames, namesIn } from "./names.ts";
import { useSelection } from "./selection.ts";

interface PasteNamesDialogProps {
  /** All catalogs of the connection. */
  catalogs: readonly Catalog[];
  onClose: () => void;
}

/** Selects the catalogs of a pasted list. What matches none, or cannot be selected, is listed with why. */
export function PasteNamesDialog({ catalogs, onClose }: PasteNamesDialogProps) {
  const selection = useSelection();
  const [formId, fieldId, hintId] = [useId(), useId(), useId()];
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState<FoundNames | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const names = namesIn(text);
    if (names.length === 0) {
      field.current?.focus();
      return;
    }
    const answer = catalogsNamed(names, catalogs);
    selection.set([...selection.ids(), ...answer.found.map(({ id }) => id)]);
    if (answer.missed.length === 0) onClose();
    else setOutcome(answer);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.paste_title()}
      className="max-w-lg!"
      initialFocus={field}
      footer={
        outcome === null ? (
          <>
            <Button onClick={onClose}>{m.view_cancel()}</Button>
            <Button type="submit" form={formId} variant="primary">
              {m.paste_select()}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => setOutcome(null)}>{m.paste_again()}</Button>
            <Button variant="primary" onClick={onClose}>
              {m.close()}
            </Button>
          </>
        )
      }
    >
      {outcome === null ? (
        <form
          id={formId}
          onSubmit={submit}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
          }}
        >
          <label htmlFor={fieldId} className="mb-1 block font-medium">
            {m.paste_names()}
          </label>
          <textarea
            ref={field}
            id={fieldId}
            rows={8}
            value={text}
            spellCheck={false}
            autoComplete="off"
            aria-describedby={hintId}
            onChange={(event) => setText(event.target.value)}
            className="block w-full resize-y rounded-control border border-control bg-surface px-2.5 py-1.5"
          />
          <p id={hintId} className="mt-1 text-muted text-sm">
            {m.paste_hint()}
          </p>
        </form>
      ) : (
        <>
          <Notice tone="warn" role="status" title={m.paste_missed({ count: outcome.missed.length })}>
            {outcome.found.length === 0 ? m.paste_found_none() : m.paste_found({ count: outcome.found.length })}
          </Notice>
          <ul className="mt-3 rounded-card border border-hair">
            {outcome.missed.map(({ name, because }) => (
              <li key={name} className="border-hair border-b px-3 py-1.5 last:border-b-0">
                <span translate="no" className="font-medium wrap-anywhere">
                  {name}
                </span>{" "}
                <span className="text-muted">{because}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
