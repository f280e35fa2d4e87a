import { restartInWords } from "@catalog-deck/domain";
import { CircleHelp, OctagonX } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords } from "../../lib/formatting.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { ImageChoice } from "../image-choices.ts";
import { LongText } from "../long-text.tsx";
import { type Pace, vdaUpdateDelayOf } from "./pace.ts";
import type { Submission, SubmissionFailure } from "./use-submission.ts";
import type { Tries } from "./use-tries.ts";

interface RefusalNoticeProps {
  failure: SubmissionFailure;
  link: ReactNode;
}

/** Why the last try started nothing, or that nobody knows; with what to do next. Takes the focus when it appears. */
function RefusalNotice({ failure: { refusal, problem }, link }: RefusalNoticeProps) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), []);
  const isUnknown = refusal.outcome === "unknown";
  const Icon = isUnknown ? CircleHelp : OctagonX;
  const showsDetail = problem !== undefined && problem.code !== "rules-violated" && problem.detail !== refusal.title;
  return (
    <div
      ref={notice}
      role="alert"
      tabIndex={-1}
      className={`flex gap-2.5 rounded-note px-3 py-2.5 outline-none ${isUnknown ? "bg-warn-tint" : "bg-bad-tint"}`}
    >
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${isUnknown ? "text-warn" : "text-bad"}`} />
      <div className="min-w-0">
        <p className={`font-semibold ${isUnknown ? "text-warn" : "text-bad"}`}>{refusal.title}</p>
        <p>{refusal.nextStep}</p>
        {problem?.retryAfterMs !== undefined && <p>{sentAgainIn(problem.retryAfterMs)}</p>}
        {showsDetail && (
          <p className="mt-1 text-muted">
            <LongText>{problem.detail}</LongText>
          </p>
        )}
        {problem?.errors?.map(({ field, message }) => (
          <p key={field} className="mt-1">
            <code className="font-mono text-sm">{field}</code>: {message}
          </p>
        ))}
        {problem?.rules && (
          <ul className="mt-1 list-disc pl-4">
            {problem.rules.map((rule) => (
              <li key={rule.code}>
                {rule.severity === "block" ? m.rule_blocks() : m.rule_to_tick()}
                {rule.message}
              </li>
            ))}
          </ul>
        )}
        {problem?.citrixTransactionId && (
          <p className="mt-1 break-all text-muted text-sm">
            {m.citrix_transaction()} <code className="font-mono">{problem.citrixTransactionId}</code>
          </p>
        )}
        {link ? <p className="mt-1">{link}</p> : null}
      </div>
    </div>
  );
}

function sentAgainIn(waitMs: number): string {
  if (waitMs < 120_000) return m.refusal_again_in_seconds({ seconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
  return m.refusal_again_in_minutes({ minutes: Math.ceil(waitMs / 60_000) });
}

/** What going back means for users, and why the earlier image is not chosen where it cannot be. */
export function RollBackNotice(props: { preselected: ImageChoice | undefined; undoneLink: ReactNode }) {
  const { preselected } = props;
  const because = preselected?.unusableBecause;
  return (
    <>
      <Notice tone="warn" title={m.rollback_restarts()}>
        <p>{m.rollback_explained()}</p>
        <p>{props.undoneLink}</p>
      </Notice>
      {preselected === undefined ? (
        <Notice tone="bad" title={m.rollback_gone()} />
      ) : because === undefined ? null : (
        <Notice tone="bad" title={m.rollback_unusable({ image: preselected.image.name, because })} />
      )}
    </>
  );
}

/** The form holds what was entered before it was left or reloaded. */
export function DraftNotice({ savedAt, onStartOver }: { savedAt: string; onStartOver: () => void }) {
  return (
    <Notice
      tone="info"
      role="status"
      title={m.draft_is_back({ time: dateTimeInWords(savedAt) })}
      actions={
        <Button size="small" onClick={onStartOver}>
          {m.draft_start_over()}
        </Button>
      }
    />
  );
}

/** Offers the pace and the message of the person's last update. */
export function LastUsedOffer({ lastUsed, onTake }: { lastUsed: Pace; onTake: () => void }) {
  const delay = vdaUpdateDelayOf(lastUsed);
  if (delay === null) return null;
  const words = { pace: restartInWords(delay), message: lastUsed.warningMessage };
  return (
    <p className="mb-2.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
      <span className="min-w-0 flex-1 basis-60 wrap-anywhere line-clamp-2">
        {lastUsed.isMessageTyped ? m.last_used_with_message(words) : m.last_used(words)}
      </span>
      <Button size="small" onClick={onTake}>
        {m.last_used_take()}
      </Button>
    </p>
  );
}

interface LastTryNoticeProps {
  tries: Tries;
  submission: Pick<Submission<object>, "failure" | "pending">;
  /** A link to the page where the truth will be seen. */
  link?: ReactNode;
}

/** What became of the last try to send a form; nothing where there is nothing to say. */
export function LastTryNotice({ tries, submission: { failure, pending }, link }: LastTryNoticeProps) {
  if (tries.isOffline) {
    return (
      <Notice tone="warn" role="alert" title={m.offline_not_sent()}>
        {m.offline_not_sent_next()}
      </Notice>
    );
  }
  return failure && !pending ? <RefusalNotice failure={failure} link={link} /> : null;
}
