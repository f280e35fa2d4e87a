const left = new AbortController();

window.addEventListener("pagehide", ({ persisted }) => {
  // A page that the browser keeps for "Back" comes back as it was.
  if (!persisted) left.abort();
});

/** Aborted when the page is left for good: what still waits for something must not act any more. */
export const pageEnd = left.signal;
