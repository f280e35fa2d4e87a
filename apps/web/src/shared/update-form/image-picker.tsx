import { Combobox } from "@base-ui/react/combobox";
import type { Image } from "@catalog-deck/contract";
import { oldInWords, wordsForImageState } from "@catalog-deck/domain";
import { Check, Search } from "lucide-react";
import { Fragment, memo, type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { Button } from "../../ui/button.tsx";
import { type ImageChoice, isOfOtherRegion, searchChoices } from "../image-choices.ts";
import { StateLabel } from "../state-label.tsx";

interface ImagePickerProps {
  /** What is chosen here: "New image". */
  label: string;
  choices: readonly ImageChoice[];
  chosenId: string | null;
  /** Where the focus goes when no image has been chosen. */
  searchId: string;
  error?: string | undefined;
  onPick: (imageId: string) => void;
}

/** More than the list has room for: the others are drawn right after the form shows. */
const firstDrawn = 6;

/**
 * The images as a combobox whose list stands open: one types, goes by arrow and takes by Enter, or clicks. Then it folds
 * to the chosen image and "Change". Images that cannot serve the catalog stand last and cannot be chosen; each says why.
 */
export const ImagePicker = memo(function ImagePicker(props: ImagePickerProps) {
  const { choices, chosenId } = props;
  const now = useNow(60_000);
  const chosen = choices.find(({ image }) => image.id === chosenId);
  const [open, setOpen] = useState(chosen === undefined);
  const changeButton = useRef<HTMLButtonElement>(null);
  const focusAfterFold = useRef(false);

  useEffect(() => {
    if (!open && focusAfterFold.current) changeButton.current?.focus();
    focusAfterFold.current = false;
  }, [open]);

  const take = (imageId: string) => {
    focusAfterFold.current = true;
    setOpen(false);
    props.onPick(imageId);
  };

  if (!open && chosen) {
    return (
      <div className="flex items-center justify-between gap-3 rounded-control border border-control bg-surface px-3 py-2">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
          <span translate="no" className="min-w-0 font-semibold break-words">
            {chosen.image.name}
          </span>
          <StateLabel words={wordsForImageState(chosen.image)} />
          <span className="text-muted">
            <Parts of={aboutIt(chosen.image, now)} />
          </span>
        </div>
        <ChangeButton buttonRef={changeButton} onClick={() => setOpen(true)} />
      </div>
    );
  }

  return <OpenList {...props} now={now} onPick={take} />;
});

function ChangeButton({ buttonRef, onClick }: { buttonRef: RefObject<HTMLButtonElement | null>; onClick: () => void }) {
  return (
    <Button ref={buttonRef} size="small" onClick={onClick}>
      {m.image_change()}
      <span className="sr-only">{m.image_change_what()}</span>
    </Button>
  );
}

function OpenList({ label, choices, chosenId, now, searchId, error, onPick }: ImagePickerProps & { now: Date }) {
  const [search, setSearch] = useState("");
  const found = useMemo(() => searchChoices(choices, search), [choices, search]);
  const drawn = useDeferredValue(found, found.slice(0, firstDrawn));
  const searchField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Typing can begin at once where there is a keyboard; on a phone the screen's keyboard would hide the list.
    if (window.matchMedia("(hover: hover)").matches) searchField.current?.focus({ preventScroll: true });
  }, []);
  const errorId = `${searchId}-error`;
  return (
    <Combobox.Root
      inline
      open
      autoHighlight
      filter={null}
      items={drawn}
      value={choices.find(({ image }) => image.id === chosenId) ?? null}
      isItemEqualToValue={(one: ImageChoice, other: ImageChoice) => one.image.id === other.image.id}
      itemToStringLabel={({ image }: ImageChoice) => image.name}
      inputValue={search}
      onInputValueChange={(text, { reason }) => {
        if (reason === "input-change") setSearch(text);
      }}
    >
      <div className={`overflow-hidden rounded-control border ${error ? "border-bad" : "border-control"}`}>
        <label
          htmlFor={searchId}
          className="flex items-center gap-2.5 rounded-t-[5px] border-b border-hair bg-surface px-3 focus-within:outline-2 focus-within:-outline-offset-2 focus-within:outline-accent"
        >
          <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
          <Combobox.Input
            ref={searchField}
            id={searchId}
            aria-label={m.image_search()}
            placeholder={m.image_search_hint()}
            aria-invalid={error !== undefined}
            aria-describedby={error ? errorId : undefined}
            className="h-9 w-full min-w-0 bg-transparent outline-none placeholder:text-muted"
          />
          <span className="shrink-0 text-muted text-sm tabular-nums" role="status">
            {m.count_of_total({ count: found.length, total: choices.length })}
          </span>
        </label>
        <div className="max-h-72 overflow-y-auto overscroll-contain">
          {choices[0]?.unusableBecause !== undefined && (
            // Those that can serve it come first.
            <p className="border-b border-hair bg-warn-tint px-3 py-2 font-semibold text-warn">
              {m.image_none_serves()}
            </p>
          )}
          <Combobox.List aria-label={label}>
            {(choice: ImageChoice) => (
              <ChoiceRow
                key={choice.image.id}
                choice={choice}
                chosen={choice.image.id === chosenId}
                now={now}
                onPick={onPick}
              />
            )}
          </Combobox.List>
          <Combobox.Empty className="text-center text-muted not-empty:px-3 not-empty:py-6">
            {choices.length === 0 ? m.image_none_yet() : m.image_no_match()}
          </Combobox.Empty>
        </div>
        {error && (
          <p id={errorId} className="border-t border-hair bg-bad-tint px-3 py-2 text-bad">
            {error}
          </p>
        )}
      </div>
    </Combobox.Root>
  );
}

interface ChoiceRowProps {
  choice: ImageChoice;
  chosen: boolean;
  now: Date;
  onPick: (imageId: string) => void;
}

function ChoiceRow({ choice, chosen, now, onPick }: ChoiceRowProps) {
  const { image, unusableBecause, inUse, note } = choice;
  const disabled = unusableBecause !== undefined;
  return (
    <Combobox.Item
      value={choice}
      disabled={disabled}
      // Also for the image that is chosen already: taking it again folds the list.
      onClick={disabled ? undefined : () => onPick(image.id)}
      className={`relative flex gap-2.5 border-b border-hair px-3 py-2 last:border-b-0 data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-accent ${
        disabled ? "cursor-not-allowed bg-sunken" : "cursor-pointer hover:bg-hover"
      } ${chosen ? "bg-accent-tint" : ""}`}
    >
      <Check aria-hidden="true" className={`mt-0.5 size-4 shrink-0 text-accent ${chosen ? "" : "invisible"}`} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span translate="no" className={`font-semibold break-words ${disabled ? "text-muted" : ""}`}>
            {image.name}
          </span>
          <StateLabel words={wordsForImageState(image)} />
        </span>
        <span className="block text-muted text-sm">
          <Parts of={[inUse ? m.image_in_use_now() : "", note ?? "", ...whatItIs(image), ...aboutIt(image, now)]} />
        </span>
        {isOfOtherRegion(choice) && !disabled ? (
          <span className="mt-0.5 block text-warn">{m.image_other_region()}</span>
        ) : null}
        {unusableBecause && <span className="mt-0.5 block">{unusableBecause}</span>}
      </span>
    </Combobox.Item>
  );
}

/** Facts behind each other; a line breaks between two of them and never before their dot. */
function Parts({ of }: { of: readonly string[] }) {
  const parts = of.filter((part) => part !== "");
  return parts.map((part, index) => (
    <Fragment key={part}>
      <span className="inline-block">
        {part}
        {index < parts.length - 1 ? " ·" : ""}
      </span>{" "}
    </Fragment>
  ));
}

/** "Windows 11 Enterprise 24H2", "VDA 2511.0.40", without what Citrix does not say. */
function whatItIs(image: Image): string[] {
  return [
    [image.osName, image.osVersion].filter(Boolean).join(" "),
    image.vdaVersion ? `VDA ${image.vdaVersion}` : "",
    image.region ?? "",
  ];
}

/** "3 days old", "used by 2 catalogs". */
function aboutIt(image: Image, now: Date): string[] {
  const finished = image.finalizedDate ?? image.createdDate;
  const users = image.linkedCatalogs;
  return [
    finished ? oldInWords(now.getTime() - Date.parse(finished)) : "",
    users === 0 ? m.image_not_used() : m.image_used_by({ count: users }),
  ];
}
