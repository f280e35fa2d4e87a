import { createHash } from "node:crypto";
import { BackChannelLogout, OidcCallbackQuery, OidcStartQuery, ProviderSignOut } from "@catalog-deck/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { HttpProblem } from "../../http/problems.ts";
import { endSessions } from "../../store/sessions.ts";
import { markUsed } from "../../store/used-tokens.ts";
import { originOf, requesterOf } from "../requester.ts";
import { sessionCookie } from "../sessions/sessions.ts";
import { personIdOf } from "./claims.ts";
import type { LogoutToken } from "./logout-token.ts";
import { IdentityProvider } from "./provider.ts";
import { reasonOf } from "./reasons.ts";
import { type OidcContext, OidcSignIn, sendBackWhenBusy } from "./sign-in.ts";

const largestLogoutBytes = 32 * 1024;

/**
 * Sign-in by the company's identity provider, and the ends of its sessions. The routes always stand, so that the
 * interface is one; without configuration they answer 404.
 */
export async function oidcRoutes(app: FastifyInstance, shared: Omit<OidcContext, "oidc" | "provider">): Promise<void> {
  const { config, audit } = shared;
  const { oidc } = config;
  const context =
    oidc === undefined ? undefined : { ...shared, oidc, provider: new IdentityProvider(oidc, config, shared.clock) };
  app.addHook("onClose", async () => context?.provider.close());
  const signIn = context === undefined ? undefined : new OidcSignIn(context);
  const cookie = sessionCookie(config);
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const redirect = { 303: z.undefined().describe("to the identity provider, or to a page of this site") };

  routes.get(
    "/start",
    {
      config: { access: "anyone" },
      schema: { querystring: OidcStartQuery, response: redirect },
      errorHandler: sendBackWhenBusy,
    },
    async (request, reply) => {
      const { returnTo, another } = request.query;
      return configured(signIn).start(request, reply, { returnTo, another: another !== undefined });
    },
  );

  routes.get(
    "/callback",
    {
      config: { access: "anyone" },
      schema: { querystring: OidcCallbackQuery, response: redirect },
      errorHandler: sendBackWhenBusy,
    },
    async (request, reply) => configured(signIn).finish(request, reply, request.query.state),
  );

  routes.post(
    "/sign-out",
    { config: { access: "viewer" }, schema: { response: { 200: ProviderSignOut } } },
    async (request, reply) => {
      const { method } = request.person;
      const { idToken } = request.session.read?.signedIn ?? {};
      await request.session.destroy();
      // The session has ended, which is the safe side: a log that cannot be written does not bring it back.
      await audit
        .append({ kind: "signed-out", ...requesterOf(request), details: { method } })
        .catch((error: Error) =>
          request.log.error({ err: error.cause }, "a sign-out could not be written to the audit log"),
        );
      const signOutUrl = idToken === undefined ? undefined : await signOutAddress(context, idToken, request);
      return reply.clearCookie(cookie.name, cookie.options).send({ signOutUrl: signOutUrl ?? null });
    },
  );

  // A scope of its own: here, and nowhere else, the body is a form, as the standard has it. The provider's server
  // carries neither our cookie nor a CSRF token: the token's signature is what lets it in.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: largestLogoutBytes },
      (_request, body, done) => done(null, formOf(String(body))),
    );
    scope.withTypeProvider<ZodTypeProvider>().post(
      "/back-channel-logout",
      {
        config: { access: "anyone" },
        schema: {
          consumes: ["application/x-www-form-urlencoded"],
          body: BackChannelLogout,
          response: { 200: z.undefined().describe("the sessions have ended") },
        },
      },
      async (request, reply) => {
        const known = configured(context);
        let token: LogoutToken;
        try {
          token = await known.provider.verifyLogoutToken(request.body.logout_token);
        } catch (error) {
          request.log.warn(reasonOf(error).forLog, "a logout token was refused");
          throw new HttpProblem(400, "invalid-request", "logout-token-invalid");
        }
        await endSessionsOf(known, token, request);
        return reply.code(200).send();
      },
    );
  });
}

/** Ends what a logout token names, once, and writes it down; all or nothing. Throws 400 for a token that was used. */
async function endSessionsOf(
  { store, audit }: OidcContext,
  token: LogoutToken,
  request: FastifyRequest,
): Promise<void> {
  const { issuer, sessionId, subject, tokenId, replayableUntil } = token;
  const idHash = createHash("sha256")
    .update(JSON.stringify(["logout", issuer, tokenId]))
    .digest("hex");
  await store.transaction().execute(async (trx) => {
    if (!(await markUsed(trx, idHash, replayableUntil.toISOString()))) {
      throw new HttpProblem(400, "invalid-request", "logout-token-used");
    }
    const personId = subject === undefined ? undefined : personIdOf(issuer, subject);
    const sessions =
      sessionId !== undefined
        ? await endSessions(trx, { providerSession: sessionId })
        : await endSessions(trx, { personId: personId ?? "" });
    if (sessions === 0) return;
    const details = {
      method: "oidc",
      reason: "back-channel-logout",
      sessions,
      ...(personId === undefined ? {} : { personId }),
    };
    await audit.append({ kind: "signed-out", ...originOf(request), details }, trx);
  });
}

async function signOutAddress(
  context: OidcContext | undefined,
  idToken: string,
  request: FastifyRequest,
): Promise<string | undefined> {
  try {
    return await context?.provider.signOutAddress(idToken);
  } catch (error) {
    request.log.warn(reasonOf(error).forLog, "the session at the identity provider continues");
    return undefined;
  }
}

function configured<Part>(part: Part | undefined): Part {
  if (part !== undefined) return part;
  throw new HttpProblem(404, "not-found", "no-identity-provider");
}

/** The fields of a form; one that stands twice has no value that could be trusted. */
function formOf(body: string): Record<string, string | undefined> {
  const fields = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? values[0] : undefined];
    }),
  );
}
