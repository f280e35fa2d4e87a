import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import * as m from "../i18n/messages.js";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";
import { dismissToast, shownToasts, subscribeToToasts, type ToastMessage } from "./toasts.ts";

const shownMs = 8_000;
const shownToActMs = 30_000;
const edges = { ok: "border-l-ok", warn: "border-l-warn", bad: "border-l-bad", info: "border-l-info" };

/** Where messages show; stands once in the page. */
export function ToastRegion() {
  const shown = useSyncExternalStore(subscribeToToasts, shownToasts);
  return (
    <section
      aria-label={m.messages_region()}
      aria-live="polite"
      className="pointer-events-none print:hidden fixed right-4 bottom-4 z-60 max-lg:top-18 max-lg:bottom-auto flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2"
    >
      {shown.map((toast) => (
        <Toast key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Toast({ toast }: { toast: ToastMessage }) {
  const { id, tone, actions } = toast;
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const whileUsed = {
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: () => setFocused(false),
  };
  const stays = toast.stays || tone === "bad" || pointed || focused;
  const forMs = actions ? shownToActMs : shownMs;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismissToast(id), forMs);
    return () => clearTimeout(timer);
  }, [id, stays, forMs]);
  return (
    <div
      {...whileUsed}
      className={classNames(
        "pointer-events-auto flex animate-appear items-start gap-2 rounded-note border border-l-3 border-hair bg-surface py-2 pr-1.5 pl-3 shadow-pop",
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
