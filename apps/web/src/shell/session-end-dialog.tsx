import type { Session } from "@catalog-deck/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { signInMethodsQuery, takeUpSession } from "../api/session.ts";
import { setSessionEnded } from "../api/session-end.ts";
import * as m from "../i18n/messages.js";
import { PasswordForm } from "../shared/password-form.tsx";
import { ProviderLink } from "../shared/provider-link.tsx";
import { useSession } from "../shared/signed-in.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Nothing that was filled in on this page is sent by whoever is signed in now. */
const startAnew = () => window.location.reload();

/**
 * Says over the page that the session is not its own any more: it has ended, or `other` is signed in at this browser, who
 * may be the same person in another role.
 */
export function SessionEndDialog({ other }: { other: Session["user"] | undefined }) {
  const { user } = useSession();
  if (!other)
    return <SignInAgain title={m.session_ended()} text={m.session_sign_in_again({ name: user.displayName })} />;
  if (other.id === user.id) {
    return (
      <Dialog open title={m.session_other_role()} description={m.session_other_role_text()} className="max-w-sm!">
        <Button variant="primary" size="large" className="w-full" onClick={startAnew}>
          {m.session_reload()}
        </Button>
      </Dialog>
    );
  }
  const names = { other: other.displayName, name: user.displayName };
  return (
    <SignInAgain title={m.session_other_person()} text={m.session_other_person_text(names)}>
      <Button variant="primary" size="large" className="w-full" onClick={startAnew}>
        {m.session_other_person_go_on(names)}
      </Button>
      <p className="mt-4 mb-3 text-muted">{m.session_other_person_back(names)}</p>
    </SignInAgain>
  );
}

/**
 * Asks to sign in again over the page, which stays as it is with everything typed into it: with the password here, or at
 * the identity provider in another tab, after which this one goes on.
 */
function SignInAgain({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  const { user, method } = useSession();
  const { data: methods } = useQuery(signInMethodsQuery());
  const provider = methods?.methods.find(({ kind }) => kind === "oidc");
  const passwordField = useRef<HTMLInputElement>(null);
  useSessionOfOtherTab(provider !== undefined);
  return (
    <Dialog
      open
      title={title}
      description={text}
      className="max-w-sm!"
      // The name is there already: what is left to type is the password.
      initialFocus={user.username === undefined || children ? undefined : passwordField}
    >
      {children}
      {provider?.kind === "oidc" && method === "oidc" ? (
        <>
          <ProviderLink inNewTab another={children !== undefined} href={provider.href} returnTo="/catalogs" />
          <p className="mt-2 text-muted">{m.provider_back_here()}</p>
        </>
      ) : (
        <PasswordForm
          onSignedIn={() => setSessionEnded(false)}
          demoAccounts={methods?.demo?.accounts}
          username={user.username}
          passwordField={passwordField}
          isSecond={children !== undefined}
        />
      )}
    </Dialog>
  );
}

/** Looks for a session whenever the person comes back to this tab. */
function useSessionOfOtherTab(mayCome: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!mayCome) return;
    const look = () => {
      if (document.visibilityState === "visible") void takeUpSession(client);
    };
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [client, mayCome]);
}
