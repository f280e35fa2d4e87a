import { visibleText } from "@catalog-deck/domain";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useId, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { longestViewName } from "./view-changes.ts";

interface ViewNameDialogProps {
  title: string;
  /** What the view will keep, in words; absent where only its name changes. */
  saves?: readonly string[];
  initialName: string;
  /** The names of all views; the one that is being renamed may stay. */
  taken: readonly string[];
  /** Rejects when the view could not be kept. */
  onSave(name: string): Promise<void>;
  onClose(): void;
  finalFocus: RefObject<HTMLElement | null>;
}

export function ViewNameDialog({ title, saves, initialName, taken, onSave, onClose, finalFocus }: ViewNameDialogProps) {
  const formId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const saving = useMutation({ mutationFn: onSave, onSuccess: onClose });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    // Two names that look the same could not be told apart.
    const looksLike = (other: string) => visibleText(other) === visibleText(name);
    if (visibleText(name) === "") setTrouble(m.view_name_missing());
    else if (taken.some((other) => other !== initialName && looksLike(other))) setTrouble(m.view_name_taken());
    else if (name === initialName) return onClose();
    else return saving.mutate(name);
    field.current?.focus();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      initialFocus={field}
      finalFocus={finalFocus}
      footer={
        <>
          <Button onClick={onClose}>{m.view_cancel()}</Button>
          <Button type="submit" form={formId} variant="primary" busy={saving.isPending}>
            {m.view_save()}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <TextField
          ref={field}
          label={m.view_name()}
          name="name"
          defaultValue={initialName}
          maxLength={longestViewName}
          autoComplete="off"
          error={trouble ?? (saving.error ? m.view_not_kept_because({ reason: saving.error.message }) : undefined)}
          onInput={() => setTrouble(undefined)}
        />
        {saves ? (
          <div className="mt-4">
            <p className="text-muted">{m.view_saves()}</p>
            <ul className="mt-1 list-disc pl-5">
              {saves.map((line) => (
                <li key={line} className="wrap-anywhere">
                  {line}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </form>
    </Dialog>
  );
}
