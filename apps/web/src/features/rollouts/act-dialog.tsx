import type { RolloutAct } from "@catalog-deck/contract";
import type { HeldCatalog } from "@catalog-deck/domain";
import { type FormEvent, useId, useState } from "react";
import * as m from "../../i18n/messages.js";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LongText } from "../../shared/long-text.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { ActBody, AskedAct } from "./use-acts.ts";

/** Says once more what an act does, takes what it needs to know and a note for the log, and does it. */
export function ActDialog(props: {
  asked: AskedAct;
  busy: boolean;
  failure: string | undefined;
  onAct: (body: RolloutAct) => void;
  onClose: () => void;
}) {
  const { asked, busy, failure, onAct, onClose } = props;
  const { label, happens, users, choose } = asked.option;
  const formId = useId();
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [missing, setMissing] = useState(false);
  const choices = choose === undefined ? [] : choicesOf(choose);
  const needed = choose?.about === "warnings" ? choices.length : Math.min(1, choices.length);

  function send(event: FormEvent) {
    event.preventDefault();
    if (chosen.size < needed) return setMissing(true);
    const reason = note.trim();
    onAct({ version: asked.version, ...bodyOf(choose?.about, choices, chosen), ...(reason !== "" && { reason }) });
  }

  const toggle = (key: string) => {
    setMissing(false);
    setChosen((before) =>
      before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key]),
    );
  };
  return (
    <Dialog
      open
      onClose={busy ? undefined : onClose}
      finalFocus={{ current: asked.button }}
      title={label}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {m.act_back()}
          </Button>
          <Button
            type="submit"
            form={formId}
            variant={asked.option.key === "cancel" ? "danger" : "primary"}
            busy={busy}
          >
            {label}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={send} className="flex flex-col gap-3">
        <p>{happens}</p>
        <p className="text-muted">{m.act_for_users({ words: users })}</p>
        {choices.length === 0 ? null : (
          <fieldset className="flex flex-col gap-2" aria-describedby={missing ? `${formId}-missing` : undefined}>
            <legend className="mb-1 font-medium">
              {choose?.about === "images" ? m.act_choose_images() : m.act_choose_warnings()}
            </legend>
            {choices.map(({ key, catalogName, words }) => (
              <label key={key} className="flex items-start gap-2">
                <input
                  type="checkbox"
                  checked={chosen.has(key)}
                  onChange={() => toggle(key)}
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0 wrap-anywhere">
                  <b className="font-semibold">{catalogName}</b>: {words}
                </span>
              </label>
            ))}
            {missing ? (
              <p id={`${formId}-missing`} role="alert" className="text-bad text-sm">
                {choose?.about === "images" ? m.act_choose_one() : m.act_choose_all()}
              </p>
            ) : null}
          </fieldset>
        )}
        <TextField
          label={m.act_note()}
          hint={m.act_note_hint()}
          value={note}
          maxLength={1000}
          autoComplete="off"
          onChange={(event) => setNote(event.target.value)}
        />
        {failure === undefined ? null : (
          <Notice tone="bad" role="alert" title={m.act_not_done()}>
            <LongText>{failure}</LongText>
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

interface Choice {
  key: string;
  catalogId: string;
  catalogName: string;
  code: string;
  words: string;
}

function choicesOf({ about, catalogs }: { about: "images" | "warnings"; catalogs: readonly HeldCatalog[] }): Choice[] {
  return catalogs.flatMap(({ catalogId, catalogName, image, rules }) => {
    const named = { catalogId, catalogName };
    if (about === "images") {
      return [{ ...named, key: catalogId, code: "", words: m.act_choose_image({ image: image?.name ?? "" }) }];
    }
    return rules.map((rule) => ({
      ...named,
      key: `${catalogId} ${rule.code}`,
      code: rule.code,
      words: statedInWords(rule) ?? rule.message,
    }));
  });
}

function bodyOf(
  about: "images" | "warnings" | undefined,
  choices: readonly Choice[],
  chosen: ReadonlySet<string>,
): ActBody {
  const taken = choices.filter(({ key }) => chosen.has(key));
  if (about === "images") return { acceptDrift: taken.map(({ catalogId }) => catalogId) };
  if (about === undefined) return {};
  const byCatalog = Map.groupBy(taken, ({ catalogId }) => catalogId);
  return {
    acknowledgedWarnings: Object.fromEntries([...byCatalog].map(([id, rules]) => [id, rules.map(({ code }) => code)])),
  };
}
