import * as m from "../i18n/messages.js";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

const keys = [
  { keys: ["/"], what: m.keys_search() },
  { keys: ["g", "c"], what: m.keys_catalogs() },
  { keys: ["g", "i"], what: m.keys_images() },
  { keys: ["g", "u"], what: m.keys_updates() },
  { keys: ["?"], what: m.keys_list() },
  { keys: ["Esc"], what: m.keys_close() },
] as const;

/** The list of keys. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog open onClose={onClose} title={m.account_keys()} className="max-w-sm!">
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
