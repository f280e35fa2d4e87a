import { useEffect, useEffectEvent, useState } from "react";

const addressFollowsAfterMs = 250;

/**
 * The words in a search field, kept in the address as well. Typing changes the field at once and the address a moment
 * after the last key; when the address changes by itself (Back, a link), the field follows.
 */
export function useTypedSearch(
  inAddress: string | undefined,
  write: (text: string | undefined) => void,
): [string, (text: string) => void] {
  const current = inAddress ?? "";
  const [typed, setTyped] = useState(current);
  const [seen, setSeen] = useState(current);
  const [written, setWritten] = useState(current);
  if (current !== seen) {
    setSeen(current);
    // What this field wrote itself comes back, perhaps while the next letter is typed already.
    if (current !== written) {
      setTyped(current);
      setWritten(current);
    }
  }
  const writeNow = useEffectEvent(write);
  useEffect(() => {
    if (typed === current) return;
    const timer = setTimeout(() => {
      setWritten(typed);
      writeNow(typed || undefined);
    }, addressFollowsAfterMs);
    return () => clearTimeout(timer);
  }, [typed, current]);
  return [typed, setTyped];
}
