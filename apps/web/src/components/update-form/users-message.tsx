import { previewMessage } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { type FormAction, type FormState, textLimits } from "./form-state.ts";

/** What Citrix writes above a message without a title (catalogservice.md, "Update body"). */
const citrixDefaultTitle = "Help desk message";

/** The preview shows the box as it looks shortly before the restart, or earlier where there is less time. */
const previewMinutesLeft = 15;

interface UsersMessageProps {
  state: Pick<FormState, "warningTitle" | "warningMessage">;
  /** Minutes, for the preview of `%m%`. */
  delayMinutes: number | null;
  dispatch: (action: FormAction) => void;
  titleId: string;
  messageId: string;
  titleError: string | undefined;
  messageError: string | undefined;
}

const fieldClass =
  "block w-full rounded-control border border-control bg-surface px-2.5 py-1.5 outline-accent focus-visible:outline-2 focus-visible:outline-offset-1 aria-invalid:border-bad";

/** Title and text of the box that users see before their machine restarts, and how it will look. */
export function UsersMessage(props: UsersMessageProps) {
  const { state, delayMinutes, dispatch, titleId, messageId, titleError, messageError } = props;
  const minutesLeft = Math.min(previewMinutesLeft, delayMinutes !== null && delayMinutes > 0 ? delayMinutes : Infinity);
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-[1fr_240px]">
      <div className="flex flex-col gap-2">
        <div>
          <label htmlFor={titleId} className="mb-1 block text-muted">
            {m.users_title()}
          </label>
          <input
            id={titleId}
            value={state.warningTitle}
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
            value={state.warningMessage}
            onChange={(event) => dispatch({ kind: "typed", field: "warningMessage", text: event.target.value })}
            aria-invalid={messageError !== undefined}
            aria-describedby={`${messageId}-hint`}
            className={`${fieldClass} resize-y`}
          />
          <p id={`${messageId}-hint`} className={`mt-1 text-sm ${messageError ? "text-bad" : "text-muted"}`}>
            {messageError ?? (
              <>
                <code className="font-mono">%m%</code> {m.users_minutes_left({ max: textLimits.warningMessage })}
              </>
            )}
          </p>
        </div>
      </div>
      <figure className="min-w-0">
        <figcaption className="mb-1 text-muted">{m.users_preview()}</figcaption>
        <div className="overflow-hidden rounded-note border border-hair bg-surface shadow-card">
          <p className="break-words bg-sunken px-2.5 py-1.5 font-semibold text-sm">
            {state.warningTitle.trim() || citrixDefaultTitle}
          </p>
          <p className="whitespace-pre-wrap break-words px-2.5 py-2.5 text-sm">
            {previewMessage(state.warningMessage, minutesLeft) || (
              <span className="text-muted">{m.users_no_text()}</span>
            )}
          </p>
        </div>
      </figure>
    </div>
  );
}
