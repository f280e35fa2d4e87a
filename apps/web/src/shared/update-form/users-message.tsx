import { previewMessage } from "@catalog-deck/domain";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { type PaceAction, textLimits } from "./pace.ts";

/** What Citrix writes above a message without a title (citrix-api.md#update-body). */
const citrixDefaultTitle = "Help desk message";

interface UsersMessageProps {
  warningTitle: string;
  warningMessage: string;
  /** For the preview of `%m%`; null where there is no countdown. */
  minutesLeft: number | null;
  dispatch: (action: PaceAction) => void;
  titleId: string;
  messageId: string;
  titleError: string | undefined;
  messageError: string | undefined;
}

const fieldClass =
  "block w-full rounded-control border border-control bg-surface px-2.5 py-1.5 outline-accent focus-visible:outline-2 focus-visible:outline-offset-1 aria-invalid:border-bad";

/** Title and text of the box that users see before their machine restarts, and how it will look. */
export const UsersMessage = memo(function UsersMessage(props: UsersMessageProps) {
  const { warningTitle, warningMessage, minutesLeft, dispatch, titleId, messageId, titleError, messageError } = props;
  const misleads = minutesLeft === null && warningMessage.includes("%m%");
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-[1fr_240px]">
      <div className="flex flex-col gap-2">
        <div>
          <label htmlFor={titleId} className="mb-1 block text-muted">
            {m.users_title()}
          </label>
          <input
            id={titleId}
            value={warningTitle}
            placeholder={citrixDefaultTitle}
            onChange={(event) => dispatch({ kind: "typed", field: "warningTitle", text: event.target.value })}
            aria-invalid={titleError !== undefined}
            aria-describedby={`${titleId}-hint`}
            className={`${fieldClass} placeholder:text-muted`}
          />
          <p id={`${titleId}-hint`} className="text-bad text-sm">
            {titleError}
          </p>
        </div>
        <div>
          <label htmlFor={messageId} className="mb-1 block text-muted">
            {m.users_text()}
          </label>
          <textarea
            id={messageId}
            rows={3}
            value={warningMessage}
            onChange={(event) => dispatch({ kind: "typed", field: "warningMessage", text: event.target.value })}
            aria-invalid={messageError !== undefined}
            aria-describedby={`${messageId}-hint`}
            className={`${fieldClass} resize-y`}
          />
          <p
            id={`${messageId}-hint`}
            className={`mt-1 text-sm ${messageError ? "text-bad" : misleads ? "text-warn" : "text-muted"}`}
          >
            {messageError ??
              (minutesLeft !== null ? (
                <>
                  <code className="font-mono">%m%</code> {m.users_minutes_left({ max: textLimits.warningMessage })}
                </>
              ) : misleads ? (
                m.users_no_countdown({ pace: m.restart_natural() })
              ) : (
                m.users_text_limit({ max: textLimits.warningMessage })
              ))}
          </p>
        </div>
      </div>
      <figure className="min-w-0">
        <figcaption className="mb-1 text-muted">{m.users_preview()}</figcaption>
        <div className="overflow-hidden rounded-note border border-hair bg-surface shadow-card">
          <p className="break-words bg-sunken px-2.5 py-1.5 font-semibold text-sm">
            {warningTitle.trim() || citrixDefaultTitle}
          </p>
          <p className="whitespace-pre-wrap break-words px-2.5 py-2.5 text-sm">
            {(minutesLeft === null ? warningMessage : previewMessage(warningMessage, minutesLeft)) || (
              <span className="text-muted">{m.users_no_text()}</span>
            )}
          </p>
        </div>
      </figure>
    </div>
  );
});
