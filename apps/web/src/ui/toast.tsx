import { X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { classNames } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";

export interface ToastMessage {
  id: number;
  tone: "ok" | "warn" | "bad" | "info";
  title: string;
  text?: string | undefined;
}

const shownMs = 8_000;
let toasts: readonly ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly ToastMessage[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message in the corner: 8 seconds, or until closed when it is bad news. */
export function showToast(message: Omit<ToastMessage, "id">): void {
  change([...toasts.slice(-3), { ...message, id: nextId++ }]);
}

/** Takes a message away. */
export function dismissToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const edges = { ok: "border-l-ok", warn: "border-l-warn", bad: "border-l-bad", info: "border-l-info" };

/** Where messages show; stands once in the page. */
export function ToastRegion() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2"
    >
      {shown.map((toast) => (
        <Toast key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Toast({ toast }: { toast: ToastMessage }) {
  const { id, tone } = toast;
  useEffect(() => {
    if (tone === "bad") return;
    const timer = setTimeout(() => dismissToast(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, tone]);
  return (
    <div
      className={classNames(
        "pointer-events-auto flex animate-appear items-start gap-2 rounded-note border border-l-3 border-hair bg-surface py-2 pr-1.5 pl-3 shadow-pop",
        edges[tone],
      )}
    >
      <div className="min-w-0 flex-1 py-1">
        <p className="font-semibold wrap-anywhere">{toast.title}</p>
        {toast.text ? <p className="text-muted wrap-anywhere">{toast.text}</p> : null}
      </div>
      <IconButton label="Close message" onClick={() => dismissToast(id)}>
        <X size={15} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
