import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Session } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { startDeck } from "../testing/deck.ts";

const account = { username: "eve", role: "admin", password: "kangaroo ladder tuesday" };

test.each([
  ["POST", "/api/accounts", account],
  ["PATCH", "/api/accounts/:own", { displayName: "Eve" }],
  ["POST", "/api/accounts/:own/password", { password: account.password }],
  ["PUT", "/api/session/password", { currentPassword: "a long enough password", newPassword: account.password }],
  ["PUT", "/api/settings/notifications", { choice: "all" }],
])(
  "%s %s does nothing when the person has signed out before all of its body was there",
  async (method, route, body) => {
    const deck = await startDeck();
    const admin = await deck.signIn("admin");
    const { user } = (await deck.app.inject({ url: "/api/session", headers: admin })).json<Session>();
    const tables = ["accounts", "person_settings"] as const;
    const rows = () => Promise.all(tables.map((table) => deck.store.selectFrom(table).selectAll().execute()));
    const before = await rows();
    const { port, hostname } = new URL(await deck.app.listen({ host: "127.0.0.1", port: 0 }));
    const payload = JSON.stringify(body);
    const headers = { ...admin, host: hostname, "content-type": "application/json", connection: "close" };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${method} ${route.replace(":own", user.id)} HTTP/1.1\r\n${lines.join("")}content-length: ${payload.length}\r\n\r\n`;
    const socket = connect(Number(port), hostname);
    const routed = new Promise<void>((resolve) => {
      deck.app.server.once("request", () => resolve());
    });
    await once(socket, "connect");
    socket.write(head + payload.slice(0, 5));
    await routed;
    await passedTheGuard(`http://${hostname}:${port}`, admin);
    await deck.app.inject({ method: "DELETE", url: "/api/session", headers: admin });
    socket.write(payload.slice(5));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(answer).toContain('"code":"authority-lost"');
    expect(await rows()).toEqual(before);
  },
);

/** A request that came later, over a socket of its own, has been answered: the one before has its person by then. */
async function passedTheGuard(server: string, headers: Record<string, string>) {
  expect((await fetch(`${server}/api/session`, { headers })).status).toBe(200);
}
