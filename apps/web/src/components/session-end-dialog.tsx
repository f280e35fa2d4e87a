import { useQuery } from "@tanstack/react-query";
import { signInMethodsQuery } from "../api/session.ts";
import { setSessionEnded } from "../api/session-end.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PasswordForm } from "./password-form.tsx";
import { useSession } from "./signed-in.ts";

/** Asks to sign in again over the page, which stays as it is with everything typed into it. */
export function SessionEndDialog() {
  const { user } = useSession();
  const { data: methods } = useQuery(signInMethodsQuery());
  const other = methods?.methods.filter((method) => method.kind === "oidc") ?? [];
  return (
    <Dialog
      open
      title="Your session has ended"
      description={`Sign in again as ${user.displayName} to go on where you were. Nothing on the page is lost.`}
      className="max-w-sm!"
    >
      <PasswordForm onSignedIn={() => setSessionEnded(false)} demoAccounts={methods?.demo?.accounts} />
      {other.map((method) => (
        <a key={method.href} href={method.href} className="mt-3 block text-accent underline">
          {method.label}
        </a>
      ))}
    </Dialog>
  );
}
