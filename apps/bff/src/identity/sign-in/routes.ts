import { Credentials, Session, SignInMethods } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditLog } from "../../audit/audit-log.ts";
import type { Config } from "../../config/config.ts";
import type { Clock } from "../../lib/clock.ts";
import { hasNoAccounts } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import { demoAccounts } from "../accounts/accounts.ts";
import { requesterOf } from "../requester.ts";
import { sessionCookie } from "../sessions/sessions.ts";
import { accountOfCredentials, clockNotice, signInWithAccount } from "./sign-in.ts";
import type { SignInThrottle } from "./throttle.ts";

export interface SignInRoutesOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  throttle: SignInThrottle;
}

export async function signInRoutes(app: FastifyInstance, options: SignInRoutesOptions): Promise<void> {
  const { config, audit } = options;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const cookie = sessionCookie(config);

  routes.get(
    "/sign-in-methods",
    { config: { access: "anyone" }, schema: { response: { 200: SignInMethods } } },
    async () => signInMethods(options),
  );

  routes.post(
    "/session",
    { config: { access: "anyone" }, schema: { body: Credentials, response: { 200: Session } } },
    async (request) => {
      const account = await accountOfCredentials(request, request.body, options);
      return signInWithAccount(request, account, options);
    },
  );

  routes.get(
    "/session",
    { config: { access: "viewer", onDisplays: true }, schema: { response: { 200: Session } } },
    async ({ person }) => ({
      user: {
        id: person.id,
        displayName: person.displayName,
        ...(person.username === undefined ? {} : { username: person.username }),
        role: person.role,
      },
      method: person.method,
      ...(person.display ? { display: true } : {}),
      csrfToken: person.csrfToken,
      connections: app.connections.listFor(person),
      demo: config.demo,
      ...clockNotice(app, person.role),
      expiresAt: person.sessionEndsAt.toISOString(),
    }),
  );

  routes.delete(
    "/session",
    { config: { access: "viewer" }, schema: { response: { 204: z.undefined().describe("signed out") } } },
    async (request, reply) => {
      await request.session.destroy();
      // The session has ended, which is the safe side: a log that cannot be written does not bring it back.
      await audit
        .append({ kind: "signed-out", ...requesterOf(request), details: {} })
        .catch((error: Error) =>
          request.log.error({ err: error.cause }, "a sign-out could not be written to the audit log"),
        );
      return reply.clearCookie(cookie.name, cookie.options).code(204).send();
    },
  );
}

/** The identity provider first, where there is one; the password as long as there is an account to give one for. */
async function signInMethods({ config, store }: SignInRoutesOptions): Promise<SignInMethods> {
  const accounts = demoAccounts.map(({ username, password, role }) => ({ username, password, role }));
  const methods: SignInMethods["methods"] = [];
  if (config.oidc !== undefined) {
    methods.push({ kind: "oidc", label: "Sign in with your company account", href: "/api/auth/oidc/start" });
  }
  if (config.oidc === undefined || !(await hasNoAccounts(store))) methods.push({ kind: "password" });
  return { methods, ...(config.demo ? { demo: { accounts } } : {}) };
}
