import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { signInMethodsQuery, takeUpSession } from "../api/session.ts";
import { setSessionEnded } from "../api/session-end.ts";
import * as m from "../i18n/messages.js";
import { Dialog } from "../ui/dialog.tsx";
import { PasswordForm } from "./password-form.tsx";
import { ProviderLink } from "./provider-link.tsx";
import { useSession } from "./signed-in.ts";

/**
 * Asks to sign in again over the page, which stays as it is with everything typed into it: with the password here, or at
 * the identity provider in another tab, after which this one goes on.
 */
export function SessionEndDialog() {
  const { user, method } = useSession();
  const { data: methods } = useQuery(signInMethodsQuery());
  const provider = methods?.methods.find(({ kind }) => kind === "oidc");
  const passwordField = useRef<HTMLInputElement>(null);
  useSessionOfOtherTab(provider !== undefined);
  return (
    <Dialog
      open
      title={m.session_ended()}
      description={m.session_sign_in_again({ name: user.displayName })}
      className="max-w-sm!"
      // The name is there already: what is left to type is the password.
      initialFocus={user.username === undefined ? undefined : passwordField}
    >
      {provider?.kind === "oidc" && method === "oidc" ? (
        <>
          <ProviderLink inNewTab href={provider.href} returnTo="/catalogs" />
          <p className="mt-2 text-muted">{m.provider_back_here()}</p>
        </>
      ) : (
        <PasswordForm
          onSignedIn={() => setSessionEnded(false)}
          demoAccounts={methods?.demo?.accounts}
          username={user.username}
          passwordField={passwordField}
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
