import { X } from "lucide-react";
import * as m from "../i18n/messages.js";
import { Button } from "../ui/button.tsx";
import { useFocusKept } from "../ui/use-focus-kept.ts";

/** Takes all filters of a list back; it stands only while there are some. */
export function ClearFilters({ onClear }: { onClear(): void }) {
  const box = useFocusKept<HTMLSpanElement>();
  return (
    <span ref={box} className="inline-flex">
      <Button variant="ghost" icon={<X size={14} aria-hidden="true" />} onClick={onClear}>
        {m.clear_filters()}
      </Button>
    </span>
  );
}
