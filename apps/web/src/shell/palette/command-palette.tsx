import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";
import { paletteLook } from "./palette-look.ts";
import { type Command, type CommandGroup, groupCommands, labelHolds, rankCommands } from "./ranking.ts";
import { useCommands } from "./use-commands.ts";

const groupNames = {
  pages: m.palette_pages(),
  catalogs: m.palette_catalogs(),
  actions: m.palette_actions(),
  rollouts: m.palette_rollouts(),
  images: m.palette_images(),
  updates: m.palette_updates(),
  settings: m.palette_settings(),
} as const satisfies Record<CommandGroup, string>;

/**
 * A field that goes to any catalog, image, update or page, or does something. It begins with what was typed while it
 * loaded (`typed`), says once when its own field has the focus (`onReady`), and gives the focus back to `opener`.
 */
export function CommandPalette(props: {
  typed: RefObject<string>;
  opener: Element | null;
  onReady(): void;
  onClose(): void;
}) {
  const { opener, onReady, onClose } = props;
  const { commands, reading } = useCommands();
  const [question, setQuestion] = useState("");
  // At once, not when there is time: Enter must never mean a row of the letters before.
  const found = useMemo(() => rankCommands(commands, question), [commands, question]);
  const groups = useMemo(() => groupCommands(found), [found]);
  const marked = useRef<{ question: string; command: Command } | undefined>(undefined);
  const run = (command: Command) => {
    onClose();
    command.run();
  };
  const takeOver = () => {
    setQuestion(props.typed.current);
    onReady();
  };
  const runOnEnter = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    const asked = event.currentTarget.value;
    const rows = rankCommands(commands, asked);
    const { question: of, command } = marked.current ?? {};
    // The row that the person has marked since the last letter, else the first.
    const wanted = of === asked ? rows.find(({ key }) => key === command?.key) : undefined;
    const chosen = wanted ?? rows[0];
    // While things are still on their way, a far match may only be first because the right one is missing.
    if (chosen && (!reading || labelHolds(chosen, asked))) run(chosen);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop forceRender className={paletteLook.backdrop} />
        <Dialog.Popup
          data-palette
          className={paletteLook.box}
          initialFocus={false}
          finalFocus={() => (opener instanceof HTMLElement && opener.isConnected ? opener : true)}
        >
          <Dialog.Title className="sr-only">{m.palette_title()}</Dialog.Title>
          <Autocomplete.Root
            inline
            open
            mode="none"
            autoHighlight="always"
            keepHighlight
            items={groups}
            value={question}
            onValueChange={(value, { reason }) => {
              if (reason !== "item-press") setQuestion(value);
            }}
            onItemHighlighted={(command, { reason }) => {
              // Only what the person marked: for a moment after typing, a mark may lie where it lay in the rows before.
              if (reason !== "none") marked.current = command && { question, command };
            }}
            itemToStringValue={({ label }: Command) => label}
          >
            <Field onReady={takeOver} onKeyDown={runOnEnter} />
            <Autocomplete.Empty className="text-center text-balance text-muted not-empty:p-6">
              {reading ? (
                m.palette_reading()
              ) : (
                <>
                  <span className="block font-semibold text-text">{m.palette_none()}</span>
                  {m.palette_none_next()}
                </>
              )}
            </Autocomplete.Empty>
            <Autocomplete.List aria-label={m.palette_results()} className="min-h-0 overflow-y-auto p-1 empty:p-0">
              {({ value, items }: { value: CommandGroup; items: Command[] }) => (
                <Autocomplete.Group key={value} items={items}>
                  <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 font-medium text-muted text-sm">
                    {groupNames[value]}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => <Row key={command.key} command={command} onClick={() => run(command)} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <p className="flex shrink-0 justify-between gap-4 border-hair border-t px-4 py-2 text-muted text-sm max-sm:hidden">
            <span>{m.palette_hint()}</span>
            {reading && found.length > 0 ? <span role="status">{m.palette_reading()}</span> : null}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The field takes the focus in the very commit that it appears in: between two letters it never lies elsewhere. */
function Field(props: { onReady(): void; onKeyDown(event: KeyboardEvent<HTMLInputElement>): void }) {
  const field = useRef<HTMLInputElement>(null);
  const onReady = useRef(props.onReady);
  useLayoutEffect(() => {
    field.current?.focus();
    onReady.current();
  }, []);
  return (
    <Autocomplete.Input
      ref={field}
      aria-label={m.palette_label()}
      placeholder={m.palette_placeholder()}
      onKeyDownCapture={props.onKeyDown}
      className={paletteLook.field}
    />
  );
}

function Row({ command, onClick }: { command: Command; onClick(): void }) {
  const Icon = command.icon;
  return (
    <Autocomplete.Item
      value={command}
      onClick={onClick}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-3 py-1 select-none data-highlighted:bg-hover data-highlighted:outline data-highlighted:outline-transparent"
    >
      <Icon size={15} aria-hidden="true" className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="wrap-anywhere">{command.label}</span>
        {command.note ? <span className="ml-2 text-muted text-sm max-sm:ml-0 max-sm:block">{command.note}</span> : null}
      </span>
    </Autocomplete.Item>
  );
}
