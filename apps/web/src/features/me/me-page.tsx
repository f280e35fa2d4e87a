import type { PasswordChange } from "@catalog-deck/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { changeMyPassword } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { AccountRefusalNotice, WordedPasswordField } from "../../shared/account-form-parts.tsx";
import { accountRefusal, newPasswordTrouble } from "../../shared/account-forms.ts";
import { PageTitle } from "../../shared/page-title.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { showToast } from "../../ui/toasts.ts";
import { NotificationsSection } from "./notifications-section.tsx";
import { SessionsSection } from "./sessions-section.tsx";

/** What everyone may do with their own sign-in. */
export function MePage() {
  const { user, method } = useSession();
  return (
    <PageBody>
      <div className="max-w-3xl">
        <PageTitle>{m.me_title()}</PageTitle>
        <h1 className="text-xl font-semibold tracking-tight">{m.me_title()}</h1>
        <p className="text-muted wrap-anywhere">
          {user.displayName} · {user.role === "admin" ? m.role_admin() : m.role_helpdesk()}
        </p>
        <PageSection title={m.me_password()}>
          {method === "password" ? <PasswordSection /> : <p className="text-muted">{m.me_password_company()}</p>}
        </PageSection>
        <NotificationsSection />
        <SessionsSection />
      </div>
    </PageBody>
  );
}

/** Changes the own password; the other sessions end with it. */
function PasswordSection() {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [tooShort, setTooShort] = useState<string>();
  const attempt = useMutation({
    mutationFn: (change: PasswordChange) => changeMyPassword(client, change),
    onSuccess: () => {
      form.current?.reset();
      showToast({ tone: "ok", title: m.me_password_changed(), text: m.me_password_changed_text() });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const newPassword = String(data.get("newPassword"));
    const trouble = newPasswordTrouble(newPassword);
    setTooShort(trouble);
    if (trouble === undefined) attempt.mutate({ currentPassword: String(data.get("currentPassword")), newPassword });
  };
  const refusal = accountRefusal(attempt.error);
  return (
    <form
      ref={form}
      className="flex flex-col gap-4 rounded-card border border-hair bg-surface p-4 shadow-card [&>*:not(:last-child)]:max-w-md"
      onSubmit={submit}
    >
      <AccountRefusalNotice refusal={refusal} />
      <WordedPasswordField
        label={m.me_password_current()}
        name="currentPassword"
        autoComplete="current-password"
        required
        error={refusal.fields.currentPassword}
      />
      <WordedPasswordField
        label={m.me_password_new()}
        name="newPassword"
        autoComplete="new-password"
        required
        hint={m.accounts_password_hint()}
        error={tooShort ?? refusal.fields.password}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" busy={attempt.isPending}>
          {m.me_password_change()}
        </Button>
        <p className="min-w-0 flex-1 basis-48 text-sm text-muted">{m.me_password_others()}</p>
      </div>
    </form>
  );
}
