import { X } from "lucide-react";
import { useEffect, useState } from "react";
import * as m from "../i18n/messages.js";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";
import { dismissAllToasts, dismissToast, type ToastMessage } from "./toasts.ts";
import { useFocusKept } from "./use-focus-kept.ts";

/** The newest ones; older ones wait, counted, until there is room. */
const shownAtOnce = 4;
const shownMs = 8_000;
const shownToActMs = 30_000;
const edges = { ok: "border-l-ok", warn: "border-l-warn", bad: "border-l-bad", info: "border-l-info" };

/** The newest messages, oldest first, and how many older ones there are. */
export function Toasts({ toasts }: { toasts: readonly ToastMessage[] }) {
  const waiting = Math.max(0, toasts.length - shownAtOnce);
  return (
    <>
      {waiting > 0 ? <Waiting count={waiting} /> : null}
      {toasts.slice(waiting).map((toast) => (
        <Toast key={toast.id} toast={toast} />
      ))}
    </>
  );
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
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: () => setFocused(false),
  };
  const [isBack] = useState(() => readOut.has(toast));
  useEffect(() => {
    readOut.add(toast);
  }, [toast]);
  const stays = toast.stays || tone === "bad" || pointed || focused;
  const forMs = actions ? shownToActMs : shownMs;
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
