import { useId } from "react";
import * as m from "../i18n/messages.js";
import { commandKey } from "../lib/browser.ts";
import { setSingleKeys, useSingleKeys } from "../lib/single-keys.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

const keys = [
  { keys: [commandKey, "K"], what: m.palette_open_key() },
  { keys: ["/"], what: m.keys_search() },
  { keys: ["x"], what: m.keys_select() },
  { keys: ["g", "c"], what: m.keys_catalogs() },
  { keys: ["g", "i"], what: m.keys_images() },
  { keys: ["g", "r"], what: m.keys_rollouts() },
  { keys: ["g", "u"], what: m.keys_updates() },
  { keys: [commandKey, m.key_enter()], what: m.keys_send() },
  { keys: ["?"], what: m.keys_list() },
  { keys: ["Esc"], what: m.keys_close() },
] as const;

/** The list of keys, and the switch that turns the single ones off (WCAG 2.2, 2.1.4). */
export function KeysDialog({ onClose }: { onClose(): void }) {
  const on = useSingleKeys();
  const [switchId, textId] = [useId(), useId()];
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
      <div className="mt-4 flex items-start justify-between gap-4 border-hair border-t pt-4">
        <div>
          <label htmlFor={switchId} className="font-semibold">
            {m.palette_single_keys()}
          </label>
          <p className="text-muted text-sm" id={textId}>
            {m.palette_single_keys_text()}
          </p>
        </div>
        <input
          id={switchId}
          type="checkbox"
          role="switch"
          aria-checked={on}
          aria-describedby={textId}
          checked={on}
          onChange={(event) => setSingleKeys(event.target.checked)}
          className="mt-0.5 size-6 shrink-0 accent-accent"
        />
      </div>
    </Dialog>
  );
}
