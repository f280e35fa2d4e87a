import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";

/** The search above the list. Letters show at once; the address follows them, and "Back" or a link changes both. */
export function ImageSearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  // What was typed and is not in the address yet: the address lags behind quick fingers and must not undo them.
  const underWay = useRef<string[]>([]);
  useEffect(() => {
    const place = underWay.current.indexOf(text);
    if (place === -1) setTyped(text);
    underWay.current = place === -1 ? [] : underWay.current.slice(place + 1);
  }, [text]);
  return (
    <label className="relative min-w-50 max-w-105 flex-1">
      <span className="sr-only">{m.search_images()}</span>
      <Search aria-hidden="true" className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <input
        type="search"
        value={typed}
        placeholder={m.search_images_hint()}
        onChange={(event) => {
          setTyped(event.target.value);
          underWay.current.push(event.target.value);
          onChange(event.target.value);
        }}
        className="h-8 w-full rounded-control border border-control bg-surface pr-2 pl-8.5"
      />
    </label>
  );
}
