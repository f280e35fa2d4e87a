import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

test("a free port can be opened, and again after it was closed; no outgoing connection is given it meanwhile", async () => {
  const port = await freePort();
  for (let turn = 0; turn < 2; turn += 1) {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
  }
  // Linux begins at 32,768, others at 49,152.
  expect(port).toBeLessThan(32_768);
});

test("a host that is not of this machine is told", async () => {
  await expect(freePort("203.0.113.7")).rejects.toThrow("EADDRNOTAVAIL");
});
