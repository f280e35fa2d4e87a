export interface ToastMessage {
  id: number;
  tone: "ok" | "warn" | "bad" | "info";
  title: string;
  text?: string | undefined;
  /** Id of the catalog that it talks about: the message does not lie over what shows that catalog (`data-catalog`). */
  about?: string | undefined;
  /** It stays until it is closed, as bad news does. */
  stays?: boolean;
  /** What can be done about it; doing it takes the message away. */
  actions?: readonly { label: string; onAct(): void }[];
}

let toasts: readonly ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly ToastMessage[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message in the corner: 8 seconds (30 when something can be done about it), or until closed when it is bad news; not while it is being used. */
export function showToast(message: Omit<ToastMessage, "id">): void {
  change([...toasts, { ...message, id: nextId++ }]);
}

export function dismissToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export function dismissAllToasts(): void {
  change([]);
}

/** Calls `listener` whenever the messages change; returns how to stop. */
export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All messages that nobody has closed and whose time is not over, oldest first. */
export function shownToasts(): readonly ToastMessage[] {
  return toasts;
}
