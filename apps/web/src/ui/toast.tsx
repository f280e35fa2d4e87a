import { X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import * as m from "../i18n/messages.js";
import { Button, IconButton } from "./button.tsx";
import { classNames } from "./classes.ts";
import { dismissAllToasts, dismissToast, shownToasts, subscribeToToasts, type ToastMessage } from "./toasts.ts";
import { useFocusKept } from "./use-focus-kept.ts";

/** The newest ones; older ones wait, counted, until there is room. */
const shownAtOnce = 4;
const shownMs = 8_000;
const shownToActMs = 30_000;
const edges = { ok: "border-l-ok", warn: "border-l-warn", bad: "border-l-bad", info: "border-l-info" };

// Where boxes and drawers have their buttons there is no message: with one open, messages go to the left, and on a narrow
// screen they take the upper half at most. Under the palette they take what it leaves free. `data-corner`: see useClearOf.
const regionClasses = classNames(
  "pointer-events-none print:hidden fixed right-4 bottom-4 max-sm:[body:has([data-bottom-bar])_&]:bottom-28 z-60 -m-3 box-content flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2 p-3",
  "in-[body:has([data-overlay])]:right-auto in-[body:has([data-overlay])]:left-4",
  "max-lg:top-18 max-lg:bottom-auto max-lg:max-h-[50dvh] max-lg:overflow-y-auto",
  "lg:data-[corner=left]:right-auto lg:data-[corner=left]:left-4 lg:data-[corner=top]:top-18 lg:data-[corner=top]:bottom-auto",
  "max-lg:data-[corner=left]:top-auto max-lg:data-[corner=left]:bottom-4",
  "max-xl:in-[body:has([data-palette])]:top-auto! max-xl:in-[body:has([data-palette])]:bottom-3! max-xl:in-[body:has([data-palette])]:max-h-[calc(18dvh-24px)]! max-xl:in-[body:has([data-palette])]:overflow-y-auto!",
);

/** Where messages show, once in the page: the newest ones, oldest first, and how many older ones there are. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribeToToasts, shownToasts);
  const waiting = Math.max(0, toasts.length - shownAtOnce);
  const region = useClearOf(toasts);
  return (
    <section data-messages ref={region} aria-label={m.messages_region()} aria-live="polite" className={regionClasses}>
      {waiting > 0 ? <Waiting count={waiting} /> : null}
      {toasts.slice(waiting).map((toast) => (
        <Toast key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

// In the order in which they are tried; narrow screens have "left" at their foot.
const corners = ["right", "left", "top"] as const;

/**
 * Moves the messages to a corner where they do not lie over the catalogs that they talk about, as far as those are in
 * view (`data-catalog`). Decided when a message comes or goes, and never while nothing changes: nothing wanders.
 */
function useClearOf(toasts: readonly ToastMessage[]) {
  const region = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = region.current;
    if (!element) return;
    const about = new Set(toasts.flatMap((toast) => toast.about ?? []));
    const shown = [...document.querySelectorAll<HTMLElement>("[data-catalog]")]
      .filter(({ dataset }) => about.has(dataset.catalog ?? ""))
      .map((part) => part.getBoundingClientRect());
    const now = corners.find((corner) => corner === element.dataset.corner) ?? "right";
    const tried = toasts.length === 0 ? corners : [now, ...corners];
    const isClear = (corner: string) => {
      element.dataset.corner = corner;
      const own = element.getBoundingClientRect();
      return !shown.some((part) => overlaps(part, own));
    };
    if (tried.find(isClear) === undefined) element.dataset.corner = now;
  }, [toasts]);
  return region;
}

function overlaps(a: DOMRect, b: DOMRect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** How many older messages there are; they are read out when they show, not counted aloud. */
function Waiting({ count }: { count: number }) {
  return (
    <div
      aria-live="off"
      className="pointer-events-auto flex items-center justify-between gap-2 rounded-note border border-hair bg-surface py-1 pr-1.5 pl-3 text-muted shadow-pop"
    >
      {m.messages_waiting({ count })}
      <Button size="small" onClick={dismissAllToasts}>
        {m.messages_close_all()}
      </Button>
    </div>
  );
}

// What was shown before and comes back is not read out a second time.
const readOut = new WeakSet<ToastMessage>();

function Toast({ toast }: { toast: ToastMessage }) {
  const { id, tone, actions } = toast;
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const box = useFocusKept<HTMLDivElement>();
  const whileUsed = {
    // Not `enter`: a message that comes up under a pointer at rest is not being read.
    onPointerMove: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: () => setFocused(false),
  };
  const [isBack] = useState(() => readOut.has(toast));
  useEffect(() => {
    readOut.add(toast);
  }, [toast]);
  const stays = toast.stays || tone === "bad" || pointed || focused;
  // Where good news leads, the page leads too.
  const forMs = actions && tone !== "ok" ? shownToActMs : shownMs;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismissToast(id), forMs);
    return () => clearTimeout(timer);
  }, [id, stays, forMs]);
  return (
    <div
      ref={box}
      {...whileUsed}
      aria-live={isBack ? "off" : undefined}
      className={classNames(
        "pointer-events-auto flex shrink-0 animate-appear items-start gap-2 rounded-note border border-l-3 border-hair bg-surface py-2 pr-1.5 pl-3 shadow-pop",
        edges[tone],
      )}
    >
      <div className="min-w-0 flex-1 py-1">
        <p className="font-semibold wrap-anywhere">{toast.title}</p>
        {toast.text ? <p className="text-muted wrap-anywhere">{toast.text}</p> : null}
        {actions ? (
          <div className="mt-2 flex flex-wrap gap-2">
            {actions.map(({ label, onAct }) => (
              <Button
                key={label}
                size="small"
                onClick={() => {
                  dismissToast(id);
                  onAct();
                }}
              >
                {label}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
      <IconButton label={m.close_message()} onClick={() => dismissToast(id)}>
        <X size={15} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
