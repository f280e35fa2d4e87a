import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { sessionQuery, signInMethodsQuery } from "../../api/session.ts";
import * as m from "../../i18n/messages.js";
import { Brand } from "../../shared/brand.tsx";
import { FrontControls } from "../../shared/front-controls.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { PasswordForm } from "../../shared/password-form.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { ProviderLink } from "../../shared/provider-link.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ProviderNotice } from "./provider-notice.tsx";

const route = getRouteApi("/sign-in");

/** Signs a person in and goes to the page that they had asked for. */
export function SignInPage() {
  const { next, problem, cause, state } = route.useSearch();
  const router = useRouter();
  const methods = useQuery(signInMethodsQuery());
  const provider = methods.data?.methods.find((method) => method.kind === "oidc");
  const hasPassword = methods.data?.methods.some((method) => method.kind === "password");
  const notice = problem ?? state;
  const goOn = () => {
    // The path is one of this site (validateSignInSearch), with its search parameters as they were.
    if (next) router.history.push(next);
    else void router.navigate({ to: "/catalogs" });
  };
  return (
    <main className="flex min-h-dvh items-center justify-center p-4 pt-16">
      <PageTitle>{m.sign_in()}</PageTitle>
      <FrontControls />
      <div className="w-full max-w-sm">
        <div className="mb-5 flex flex-col items-center gap-3 text-center">
          <span className="text-lg">
            <Brand alwaysNamed />
          </span>
          <p className="text-balance text-muted">{m.sign_in_claim()}</p>
        </div>
        <div className="flex flex-col gap-4 rounded-card border border-hair bg-surface p-6 shadow-card max-sm:p-4">
          <h1 className="text-lg font-semibold">{m.sign_in()}</h1>
          {notice ? <ProviderNotice problem={notice} cause={cause} /> : null}
          {methods.data?.demo ? <p className="-mt-2 text-muted">{m.sign_in_demo()}</p> : null}
          {methods.data ? (
            <>
              {provider ? (
                <div className="flex flex-col gap-2">
                  <ProviderLink href={provider.href} returnTo={next} />
                  {problem === "no-role" || problem === "too-many-groups" ? (
                    <ProviderLink another href={provider.href} returnTo={next} />
                  ) : null}
                </div>
              ) : null}
              {provider && hasPassword ? (
                <p className="flex items-center gap-3 text-muted text-sm before:h-px before:flex-1 before:bg-hair after:h-px after:flex-1 after:bg-hair">
                  {m.provider_or()}
                </p>
              ) : null}
              {hasPassword ? (
                <PasswordForm
                  onSignedIn={goOn}
                  demoAccounts={methods.data.demo?.accounts}
                  isSecond={provider !== undefined}
                  focusesName
                />
              ) : null}
              <SignedInAlready onGo={goOn} />
            </>
          ) : methods.error ? (
            <ProblemState
              bare
              title={m.sign_in_unreachable()}
              error={methods.error}
              busy={methods.isFetching}
              onRetry={() => void methods.refetch()}
            />
          ) : (
            <Skeleton className="h-52" />
          )}
        </div>
      </div>
    </main>
  );
}

function SignedInAlready({ onGo }: { onGo(): void }) {
  const { data: session } = useQuery({ ...sessionQuery(), enabled: false });
  if (!session) return null;
  return (
    <p className="text-muted">
      {m.signed_in_as({ name: session.user.displayName })}{" "}
      <button type="button" className="text-accent underline" onClick={onGo}>
        {m.go_on()}
      </button>
    </p>
  );
}
