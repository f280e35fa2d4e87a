import { setTimeout as pause } from "node:timers/promises";
import type { AccountList, ImageUpdateRequest } from "@catalog-deck/contract";
import { acknowledgedWarnings } from "../../src/testing/acknowledged-warnings.ts";
import type { Browser } from "./browser.ts";
import type { SimulatedCitrix, Target } from "./simulated-citrix.ts";

/** Who demotes the one that asks for updates. */
export const owner = { username: "owner", password: "battery staple correct" };

/** How long the catalog's reading takes, in which the demotion is done. */
const heldMs = 900;
const readWithinMs = 5_000;

export interface Demotion {
  /** Asks for the update, and is demoted meanwhile. */
  admin: Browser;
  adminName: string;
  by: Browser;
  citrix: SimulatedCitrix;
  target: Target;
  /** An image that the rules allow for the target: the request has to fail for the missing right alone. */
  imageId: string;
  /** Nobody knows it afterwards: a POST that bears it is one that nobody asked for. */
  key: string;
  /** Kills the server and brings it back, or does nothing. */
  whileDemoted: () => Promise<void>;
}

/**
 * Demotes an administrator whose request waits for a slow reading, and gives the right back when it has been answered. The
 * request has to be refused, however often it is sent. Gives what was not as it should be.
 */
export async function demoteWhileAsking(demotion: Demotion): Promise<string[]> {
  const { admin, adminName, by, citrix, target, imageId, key } = demotion;
  const { control } = citrix.simulator;
  const body: ImageUpdateRequest = {
    imageId,
    expectedImageId: target.imageId,
    vdaUpdateDelay: 60,
    warningMessage: key,
    reason: key,
    acknowledgedWarnings,
  };
  const readings = async () =>
    (await control.log({ operation: "getCatalog" })).filter(({ path }) => path.endsWith(`/${target.id}`)).length;
  await by.signIn(owner.username, owner.password);
  const { items } = await by.read<AccountList>("/api/accounts");
  const account = items.find(({ username }) => username === adminName);
  const give = async (role: "admin" | "helpdesk") => by.change("PATCH", `/api/accounts/${account?.id}`, { role });

  const readBefore = await readings();
  await control.setFault({ operation: "getCatalog", kind: "delay", delayMs: heldMs, catalogId: target.id, times: 1 });
  const asked = admin.startUpdate(target.id, key, body);
  const until = performance.now() + readWithinMs;
  while ((await readings()) === readBefore && performance.now() < until) await pause(5);
  await give("helpdesk");
  await demotion.whileDemoted();
  const { status, text } = await asked;
  await give("admin");
  // 403 by the first server; 401 when it was killed before it could say so, and the session had gone.
  return status === 401 || status === 403 ? [] : [`a demoted person's request was answered ${status}: ${text}`];
}
