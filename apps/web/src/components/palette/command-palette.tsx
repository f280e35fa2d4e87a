import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useMemo, useState } from "react";
import * as m from "../../i18n/messages.js";
import { type Command, rankCommands } from "./ranking.ts";
import { useCommands } from "./use-commands.ts";

/** A field that goes to any catalog, image, update or page, or does something; the focus comes back where it was. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const commands = useCommands();
  const [question, setQuestion] = useState("");
  // At once, not when there is time: Enter must never mean a row of the letters before.
  const found = useMemo(() => rankCommands(commands, question), [commands, question]);
  const run = (command: Command) => {
    onClose();
    command.run();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-card border border-hair bg-surface shadow-pop">
          <Dialog.Title className="sr-only">{m.palette_title()}</Dialog.Title>
          <Autocomplete.Root
            inline
            open
            mode="none"
            autoHighlight="always"
            keepHighlight
            items={found}
            value={question}
            onValueChange={(value, { reason }) => {
              if (reason !== "item-press") setQuestion(value);
            }}
            itemToStringValue={({ label }: Command) => label}
          >
            <Autocomplete.Input
              aria-label={m.palette_label()}
              placeholder={m.palette_placeholder()}
              className="h-12 w-full shrink-0 border-hair border-b bg-transparent px-4 text-md outline-none"
            />
            <Autocomplete.Empty className="text-center text-muted not-empty:p-6">{m.palette_none()}</Autocomplete.Empty>
            <Autocomplete.List aria-label={m.palette_results()} className="min-h-0 overflow-y-auto p-1 empty:p-0">
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.key}
                  value={command}
                  onClick={() => run(command)}
                  className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-3 py-1 select-none data-highlighted:bg-hover data-highlighted:outline data-highlighted:outline-transparent"
                >
                  <span className="min-w-0 flex-1">
                    <span className="wrap-anywhere">{command.label}</span>
                    {command.note ? <span className="ml-2 text-muted text-sm">{command.note}</span> : null}
                  </span>
                  <span className="shrink-0 text-muted text-sm">{command.kind}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <p className="shrink-0 border-hair border-t px-4 py-2 text-muted text-sm max-sm:hidden">{m.palette_hint()}</p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
