import type { Credentials } from "@catalog-deck/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { type FormEvent, type RefObject, useRef } from "react";
import { signIn } from "../api/session.ts";
import * as m from "../i18n/messages.js";
import { ApiProblem } from "../lib/http.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextField } from "../ui/text-field.tsx";
import { WordedPasswordField } from "./account-form-parts.tsx";

function words(error: Error): { title: string; text?: string } {
  if (!(error instanceof ApiProblem)) return { title: error.message };
  if (error.code === "wrong-credentials") return { title: m.sign_in_wrong() };
  if (error.code !== "too-many-requests") return { title: m.sign_in_failed(), text: error.message };
  const waitMinutes = Math.ceil((error.problem?.retryAfterMs ?? 60_000) / 60_000);
  return {
    title: m.sign_in_too_many(),
    text: m.sign_in_wait({ count: waitMinutes }),
  };
}

export interface PasswordFormProps {
  onSignedIn(): void;
  demoAccounts?: readonly (Credentials & { role: string })[] | undefined;
  /** The name to begin with, when a session is taken up again. */
  username?: string | undefined;
  /** The button is not the first thing to press: another way stands above it. */
  isSecond?: boolean | undefined;
  /** The user name takes the focus, unless another way to sign in stands above it. */
  focusesName?: boolean | undefined;
  passwordField?: RefObject<HTMLInputElement | null>;
}

/** Signs in by user name and password; used by the sign-in page and by the dialog at a session's end. */
export function PasswordForm(props: PasswordFormProps) {
  const { onSignedIn, demoAccounts, username, isSecond } = props;
  const client = useQueryClient();
  const ownPasswordField = useRef<HTMLInputElement>(null);
  const passwordField = props.passwordField ?? ownPasswordField;
  const attempt = useMutation({
    mutationFn: (credentials: Credentials) => signIn(client, credentials),
    onSuccess: onSignedIn,
    onError: () => passwordField.current?.select(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    attempt.mutate({ username: String(form.get("username")), password: String(form.get("password")) });
  };
  const problem = attempt.error ? words(attempt.error) : undefined;
  return (
    <div className="flex flex-col gap-4">
      {demoAccounts?.length ? (
        <div className="grid grid-cols-2 gap-2 max-[400px]:grid-cols-1">
          {demoAccounts.map(({ role, ...credentials }) => (
            <Button
              key={credentials.username}
              size="large"
              className="h-auto! flex-col gap-0! py-2"
              disabled={attempt.isPending}
              onClick={() => attempt.mutate(credentials)}
            >
              <span className="font-semibold">{role === "admin" ? m.role_admin_label() : m.role_helpdesk_label()}</span>
              <span className="text-muted text-sm font-normal">
                {role === "admin" ? m.role_may_start() : m.role_may_look()}
              </span>
            </Button>
          ))}
        </div>
      ) : null}
      <form className="flex flex-col gap-3" onSubmit={submit}>
        {problem ? (
          <Notice tone="bad" role="alert" icon={<CircleAlert aria-hidden="true" />} title={problem.title}>
            {problem.text}
          </Notice>
        ) : null}
        <TextField
          label={m.user_name()}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          defaultValue={username}
          autoFocus={props.focusesName && !isSecond && !demoAccounts?.length}
        />
        <WordedPasswordField
          label={m.password()}
          name="password"
          autoComplete="current-password"
          required
          ref={passwordField}
        />
        <Button
          type="submit"
          variant={isSecond || demoAccounts?.length ? "secondary" : "primary"}
          size="large"
          busy={attempt.isPending}
          className="mt-1"
        >
          {m.sign_in()}
        </Button>
      </form>
    </div>
  );
}
