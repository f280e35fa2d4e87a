import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import fastifyPlugin from "fastify-plugin";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Config } from "../config/config.ts";
import type { Clock } from "../lib/clock.ts";
import { feature } from "../lib/feature.ts";
import type { Store } from "../store/database.ts";
import { deleteExpiredTokens } from "../store/used-tokens.ts";
import { guardRoutes, type Person } from "./access.ts";
import { AccountAdministration } from "./accounts/administration.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { setUpRoute } from "./accounts/set-up.ts";
import { ownRoutes } from "./me/routes.ts";
import { oidcRoutes } from "./oidc/routes.ts";
import { DatabaseSessionStore } from "./sessions/session-store.ts";
import { sessionCookie, sessionOptions } from "./sessions/sessions.ts";
import { signInRoutes } from "./sign-in/routes.ts";
import { SignInThrottle } from "./sign-in/throttle.ts";

const cleaningEveryMs = 10 * 60_000;

export interface IdentityPluginOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
}

/** Sessions, the guard in front of every route, and the sign-in routes. */
export const identityPlugin = fastifyPlugin<IdentityPluginOptions>(
  async (app, options) => {
    const { config, store, clock, audit } = options;
    const sessions = new DatabaseSessionStore(store, clock, config.sessionSecret);
    const throttle = new SignInThrottle(store, clock, config.sessionSecret);
    const administration = new AccountAdministration(options);
    const routesOptions = { ...options, throttle, administration };
    await app.register(fastifyCookie);
    await app.register(fastifySession, sessionOptions(config, sessions));
    // @fastify/session would answer with a cleared cookie where the session is gone. Another tab may have signed in meanwhile:
    // the browser would lose the new cookie.
    const cookieName = sessionCookie(config).name;
    app.addHook("onRequest", (request, _reply, done) => {
      if (request.session.read === undefined) delete request.cookies[cookieName];
      done();
    });
    app.decorateRequest("person", null as unknown as Person);
    guardRoutes(app, { sessions, audit, store, clock, publicUrl: config.publicUrl });
    await app.register(feature(signInRoutes), { ...routesOptions, prefix: "/api" });
    await app.register(feature(ownRoutes), { ...routesOptions, prefix: "/api" });
    await app.register(feature(setUpRoute), { ...routesOptions, prefix: "/api" });
    await app.register(feature(accountRoutes), { administration, clock, prefix: "/api/accounts" });
    await app.register(feature(oidcRoutes), { ...routesOptions, prefix: "/api/auth/oidc" });

    const cleaning = setInterval(() => {
      const now = clock.now().toISOString();
      Promise.all([sessions.removeEnded(), throttle.forgetOld(), deleteExpiredTokens(store, now)]).catch(
        (error: unknown) =>
          app.log.warn({ err: error }, "ended sessions, old attempts and used tokens could not be removed"),
      );
    }, cleaningEveryMs);
    cleaning.unref();
    app.addHook("onClose", async () => clearInterval(cleaning));
  },
  { name: "identity" },
);
