import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import { people } from "./identity-provider-people.ts";

type Context = Parameters<Parameters<Provider["use"]>[0]>[0];

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;

/** The provider's own sign-in page: a button per person, and the way back without signing in. */
export async function answerInteraction(provider: Provider, context: Context): Promise<void> {
  const { req, res, method, path } = context;
  if (method === "POST") {
    const chosen = path.split("/").at(-1) ?? "";
    const result =
      chosen in people
        ? { login: { accountId: chosen } }
        : { error: "access_denied", error_description: "<script>alert('from the provider')</script>" };
    context.respond = false;
    return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }
  const button = (value: string, label: string) =>
    `<form method="post" action="${path}/${value}"><button>${label}</button></form>`;
  context.type = "html";
  context.body = page(
    "Company sign-in",
    [...Object.entries(people).map(([id, { name }]) => button(id, name)), button("nobody", "Cancel")].join(""),
  );
}

/** The provider's question at sign-out; `form` is its own, to be sent with `logout`. */
export function signOutPage(context: KoaContextWithOIDC, form: string): void {
  context.type = "html";
  context.body = page(
    "Company sign-out",
    `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out of the company account</button>`,
  );
}
