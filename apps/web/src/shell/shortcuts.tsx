import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { lazyChunk, loadChunk } from "../lib/chunks.ts";
import { singleKeysOn } from "../lib/single-keys.ts";
import { PalettePlaceholder } from "./palette/palette-placeholder.tsx";
import { keysEvent, paletteEvent } from "./shell-actions.ts";

const KeysDialog = lazyChunk(() => import("./keys-dialog.tsx"), "KeysDialog");
const palette = () => loadChunk(() => import("./palette/command-palette.tsx"));
const CommandPalette = lazy(async () => ({ default: (await palette()).CommandPalette }));
const pages = { c: "/catalogs", i: "/images", r: "/rollouts", u: "/updates" } as const;
const secondKeyWithinMs = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function pageOf(key: string): (typeof pages)[keyof typeof pages] | undefined {
  return key === "c" || key === "i" || key === "r" || key === "u" ? pages[key] : undefined;
}

/**
 * Ctrl or Cmd with K for the command palette, also while typing. `/` to the search, `g` then `c`, `i`, `r` or `u` to a page,
 * `?` for the list of keys: these can be turned off, and do nothing while typing. None works in a dialog.
 */
export function Shortcuts() {
  const navigate = useNavigate();
  const [keysShown, setKeysShown] = useState(false);
  const [paletteShown, setPaletteShown] = useState(false);
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      if (document.querySelector("[role=dialog],[role=alertdialog]")) return;
      if (event.ctrlKey || event.metaKey) {
        // On its way before the second key: what is typed right after is for the palette already.
        if (event.key === "Control" || event.key === "Meta") void palette();
        if (event.key.toLowerCase() !== "k" || event.shiftKey) return;
        event.preventDefault();
        setPaletteShown(true);
        return;
      }
      if (isTyping(event.target) || !singleKeysOn()) return;
      if (event.key === "/") {
        const field = document.querySelector<HTMLInputElement>("input[type=search]");
        if (!field) return;
        event.preventDefault();
        field.focus();
        field.select();
      } else if (event.key === "?") {
        setKeysShown(true);
      } else if (event.key === "g") {
        wentAt = event.timeStamp;
      } else if (event.timeStamp - wentAt < secondKeyWithinMs) {
        wentAt = Number.NEGATIVE_INFINITY;
        const to = pageOf(event.key);
        if (to) void navigate({ to });
      }
    };
    const showKeys = () => setKeysShown(true);
    const showPalette = () => setPaletteShown(true);
    document.addEventListener("keydown", onKey);
    window.addEventListener(keysEvent, showKeys);
    window.addEventListener(paletteEvent, showPalette);
    return () => {
      document.removeEventListener("keydown", onKey);
      window.removeEventListener(keysEvent, showKeys);
      window.removeEventListener(paletteEvent, showPalette);
    };
  }, [navigate]);
  return (
    <>
      {keysShown ? (
        <Suspense>
          <KeysDialog onClose={() => setKeysShown(false)} />
        </Suspense>
      ) : null}
      {paletteShown ? <Palette onClose={() => setPaletteShown(false)} /> : null}
    </>
  );
}

/** The palette, behind a field of the same look until it has loaded and has taken over what was typed there. */
function Palette({ onClose }: { onClose(): void }) {
  const [opener] = useState(() => document.activeElement);
  const [ready, setReady] = useState(false);
  const typed = useRef("");
  const close = () => {
    onClose();
    if (!ready && opener instanceof HTMLElement) opener.focus();
  };
  return (
    <>
      {ready ? null : (
        <PalettePlaceholder
          onType={(text) => {
            typed.current = text;
          }}
          onClose={close}
        />
      )}
      <Suspense>
        <CommandPalette typed={typed} opener={opener} onReady={() => setReady(true)} onClose={close} />
      </Suspense>
    </>
  );
}
