let active = true;

function mark(): void {
  active = true;
}

/** Begins to notice that a person uses the page; returns how to stop. */
export function watchUserActivity(): () => void {
  const kinds = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
  for (const kind of kinds) window.addEventListener(kind, mark, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, mark, { capture: true });
  };
}

/** Whether the person has used the page since this was asked last. Only such requests keep the session alive. */
export function takeUserActivity(): boolean {
  const was = active;
  active = false;
  return was;
}
