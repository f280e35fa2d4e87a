import { randomBytes } from "node:crypto";
import { Signer } from "@fastify/cookie";
import autocannon, { type Request } from "autocannon";
import type { Session } from "fastify";
import type { DatabasePlace } from "../../src/config/database-place.ts";
import { DatabaseSessionStore } from "../../src/identity/sessions/session-store.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { openStore } from "../../src/store/database.ts";
import { type Load, measured, tagOf } from "./load.ts";
import type { Server } from "./peers.ts";

const everyS = 5;

/** Signs `count` people in, as an identity provider would: in the database of a server that runs. Gives their cookies. */
export async function signInPeople(place: DatabasePlace, secret: string, count: number): Promise<string[]> {
  const store = await openStore(place);
  const sessions = new DatabaseSessionStore(store, systemClock, Buffer.from(secret));
  const signer = new Signer(Buffer.from(secret).toString("base64"));
  const cookies: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const id = randomBytes(32).toString("base64url");
    const signedIn = {
      personId: `person-${number}`,
      displayName: `Person ${number}`,
      role: "helpdesk",
      csrfToken: id,
      method: "oidc",
      address: "127.0.0.1",
      userAgent: "bench",
    };
    const session = { cookie: {}, signedIn } as unknown as Session;
    await new Promise<void>((resolve, reject) =>
      sessions.set(id, session, (error) => (error === undefined ? resolve() : reject(error))),
    );
    cookies.push(`deck_session=${encodeURIComponent(signer.sign(id))}`);
  }
  await store.destroy();
  return cookies;
}

/** The pages of these people, each of which asks every 5 s for a list that it has. */
export async function pollAsPages(server: Server, cookies: readonly string[], seconds: number): Promise<Load> {
  const perSecond = cookies.length / everyS;
  const tag = await tagOf(server);
  let clients = 0;
  return await measured(server, 304, () =>
    autocannon({
      url: server.url,
      connections: perSecond,
      overallRate: perSecond,
      duration: seconds,
      sampleInt: 100,
      setupClient: (client) => {
        const mine = cookies.filter((_, index) => index % perSecond === clients % perSecond);
        clients += 1;
        client.setRequests(
          mine.map((cookie): Request => ({ method: "GET", headers: { cookie, "if-none-match": tag } })),
        );
      },
    }),
  );
}
