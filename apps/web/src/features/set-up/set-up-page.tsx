import type { SetUp } from "@catalog-deck/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Link2Off } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { setUp } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { AccountNameFields, AccountRefusalNotice, WordedPasswordField } from "../../shared/account-form-parts.tsx";
import { accountNamesIn, accountRefusal, newPasswordTrouble } from "../../shared/account-forms.ts";
import { Brand } from "../../shared/brand.tsx";
import { FrontControls } from "../../shared/front-controls.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";

/** Makes the first account by the link that the server printed; the link's token stands behind the #. */
export function SetUpPage() {
  // Read once: the address loses it as soon as it has done its work.
  const [token] = useState(() => window.location.hash.slice(1));
  const router = useRouter();
  const client = useQueryClient();
  const [tooShort, setTooShort] = useState<string>();
  const attempt = useMutation({
    mutationFn: (body: SetUp) => setUp(client, body),
    onSuccess: () => router.navigate({ to: "/catalogs", replace: true }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password"));
    const trouble = newPasswordTrouble(password);
    setTooShort(trouble);
    if (trouble !== undefined) return;
    attempt.mutate({ token, password, ...accountNamesIn(form) });
  };
  if (token === "")
    return (
      <Frame>
        <NoLink title={m.setup_incomplete()} text={m.setup_incomplete_text()} />
      </Frame>
    );
  if (attempt.error instanceof ApiProblem && attempt.error.code === "set-up-link-invalid") {
    return (
      <Frame>
        <NoLink title={m.setup_invalid()} text={m.setup_invalid_text()} />
      </Frame>
    );
  }
  const refusal = accountRefusal(attempt.error);
  return (
    <Frame>
      <form
        className="flex flex-col gap-4 rounded-card border border-hair bg-surface p-6 shadow-card max-sm:p-4"
        onSubmit={submit}
      >
        <div>
          <h1 className="text-lg font-semibold">{m.setup_title()}</h1>
          <p className="text-muted">{m.setup_text()}</p>
        </div>
        <AccountRefusalNotice refusal={refusal} />
        <AccountNameFields own errors={refusal.fields} />
        <WordedPasswordField
          label={m.accounts_password()}
          name="password"
          autoComplete="new-password"
          required
          hint={m.accounts_password_hint()}
          error={tooShort ?? refusal.fields.password}
        />
        <Button type="submit" variant="primary" size="large" busy={attempt.isPending}>
          {m.setup_create()}
        </Button>
      </form>
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center p-4 pt-16">
      <PageTitle>{m.setup_title()}</PageTitle>
      <FrontControls />
      <div className="w-full max-w-md">
        <div className="mb-5 flex justify-center text-lg">
          <Brand alwaysNamed />
        </div>
        {children}
      </div>
    </main>
  );
}

function NoLink({ title, text }: { title: string; text: string }) {
  return (
    <EmptyState
      headingLevel={1}
      icon={<Link2Off aria-hidden="true" />}
      title={title}
      actions={
        <Link to="/sign-in" className={buttonClasses()}>
          {m.setup_sign_in()}
        </Link>
      }
    >
      <p role="alert">{text}</p>
    </EmptyState>
  );
}
