import { CircleCheck, Download, OctagonAlert, TriangleAlert } from "lucide-react";
import { useId } from "react";
import * as m from "../../i18n/messages.js";
import { dayForFileName, downloadText, fileNameOf } from "../../lib/download.ts";
import { dateTimeInWords } from "../../lib/formatting.ts";
import { LongText } from "../../shared/long-text.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { StateLabel } from "../../shared/state-label.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import {
  type CheckedUpdate,
  namedFacts,
  reportOf,
  resultOf,
  type WordedResult,
  wordedResults,
} from "./dry-run-words.ts";
import { curlCommand, powerShellCommand } from "./request-commands.ts";

const resultIcons = { ok: CircleCheck, warn: TriangleAlert, bad: OctagonAlert };

/** The form's own button, for the result of a check. */
export interface SendFromCheck {
  label: string;
  variant: "primary" | "danger";
  onSend: () => void;
}

interface DryRunDialogProps {
  /** A finished check, or why there is none. */
  outcome: CheckedUpdate | Error;
  onClose: () => void;
  onRetry: () => void;
  busy: boolean;
  /** Sends what was checked; null while the form still needs an answer. */
  send: SendFromCheck | null;
}

/** What the check found: whether the update would be sent, what, the request itself, and every rule. */
export function DryRunDialog({ outcome, onClose, onRetry, busy, send }: DryRunDialogProps) {
  const failed = outcome instanceof Error;
  const ready = !failed && resultOf(outcome).tone === "ok" ? send : null;
  return (
    <Dialog
      open
      onClose={onClose}
      className="max-w-190!"
      title={m.dry_title()}
      description={failed ? undefined : m.dry_nothing_sent({ time: dateTimeInWords(outcome.answer.checkedAt) })}
      footer={
        failed ? undefined : (
          <>
            <Button icon={<Download size={14} aria-hidden="true" />} onClick={() => download(outcome)}>
              {m.dry_download()}
            </Button>
            <Button variant={ready ? undefined : "primary"} onClick={onClose}>
              {m.close()}
            </Button>
            {ready ? (
              <Button variant={ready.variant} onClick={ready.onSend}>
                {ready.label}
              </Button>
            ) : null}
          </>
        )
      }
    >
      {failed ? (
        <ProblemState title={m.dry_not_checked()} error={outcome} onRetry={onRetry} busy={busy} />
      ) : (
        <Findings checked={outcome} />
      )}
    </Dialog>
  );
}

function download(checked: CheckedUpdate): void {
  const day = dayForFileName(new Date(checked.answer.checkedAt));
  const name = fileNameOf([m.dry_file_name(), checked.catalog.name, day], "txt");
  downloadText(name, "text/plain", reportOf(checked));
}

function Findings({ checked }: { checked: CheckedUpdate }) {
  const result = resultOf(checked);
  const Icon = resultIcons[result.tone];
  const { request } = checked.answer;
  const [rulesId, sentId, requestId] = [useId(), useId(), useId()];
  const passedCodes = new Set(checked.answer.rules.flatMap(({ code, verdict }) => (verdict === "ok" ? code : [])));
  const { passed = [], speaking = [] } = Object.groupBy(wordedResults(checked), ({ code }) =>
    passedCodes.has(code) ? "passed" : "speaking",
  );
  return (
    <div className="flex flex-col gap-5">
      <Notice tone={result.tone} icon={<Icon aria-hidden="true" />} title={result.title} role="status">
        <LongText>{result.text}</LongText>
      </Notice>
      {speaking.length > 0 ? (
        <section aria-labelledby={rulesId}>
          <h3 id={rulesId} className="mb-1.5 font-semibold">
            {m.dry_rules_speaking()} <span className="font-normal text-muted">{speaking.length}</span>
          </h3>
          <RuleResults results={speaking} />
        </section>
      ) : null}
      <section aria-labelledby={sentId}>
        <h3 id={sentId} className="mb-1.5 font-semibold">
          {m.dry_would_be_sent()}
        </h3>
        <dl className="grid grid-cols-[10rem_1fr] gap-x-4 gap-y-1 rounded-note bg-sunken px-3 py-2.5 max-sm:grid-cols-1">
          {namedFacts(checked).map(({ name, fact }) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0 whitespace-pre-line wrap-anywhere max-sm:mb-1">{fact}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby={requestId}>
        <h3 id={requestId} className="mb-1.5 font-semibold">
          {m.dry_request()} <span className="font-normal text-muted">{m.dry_token_left_out()}</span>
        </h3>
        <Tabs
          label={m.dry_request()}
          tabs={[
            { value: "curl", label: "curl", content: <Command shell="curl" text={curlCommand(request)} /> },
            {
              value: "powershell",
              label: "PowerShell",
              content: <Command shell="PowerShell" text={powerShellCommand(request)} />,
            },
          ]}
        />
        <p className="mt-1.5 text-muted text-sm">{m.dry_by_hand()}</p>
      </section>
      <details>
        <summary className="mb-1.5 cursor-pointer font-semibold">{m.dry_passed({ count: passed.length })}</summary>
        <RuleResults results={passed} />
      </details>
    </div>
  );
}

function RuleResults({ results }: { results: readonly WordedResult[] }) {
  return (
    <ul className="rounded-card border border-hair">
      {results.map(({ code, words, message }) => (
        <li
          key={code}
          className="flex gap-x-4 gap-y-0.5 border-b border-hair px-3 py-1.5 last:border-b-0 max-sm:flex-col"
        >
          <span className="w-40 shrink-0 pt-px">
            <StateLabel words={words} />
          </span>
          <span className="min-w-0">
            <LongText>{message}</LongText>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Command({ shell, text }: { shell: string; text: string }) {
  return (
    <>
      <pre className="rounded-note bg-sunken px-3 py-2.5 font-mono text-sm whitespace-pre-wrap wrap-anywhere">
        {text}
      </pre>
      <CopyButton text={text} size="small" className="mt-2">
        {m.dry_copy({ shell })}
      </CopyButton>
    </>
  );
}
