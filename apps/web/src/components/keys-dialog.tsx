import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

const keys = [
  { keys: ["/"], what: "Search" },
  { keys: ["g", "c"], what: "Go to catalogs" },
  { keys: ["g", "i"], what: "Go to images" },
  { keys: ["g", "u"], what: "Go to updates" },
  { keys: ["?"], what: "Show this list" },
  { keys: ["Esc"], what: "Close what is open" },
] as const;

/** The list of keys. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard keys" className="max-w-sm!">
      <dl className="flex flex-col gap-2">
        {keys.map((row) => (
          <div key={row.what} className="flex items-center justify-between gap-4">
            <dt>{row.what}</dt>
            <dd className="flex gap-1">
              {row.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
