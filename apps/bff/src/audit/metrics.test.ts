import { expect, test } from "vitest";
import { startDeck } from "../testing/deck.ts";

test("the metrics tell how long the audit log is, and what its last verification found", async () => {
  const deck = await startDeck({ config: { metrics: { token: "t" } } });
  const admin = await deck.injectAs("admin");
  const before = await deck.app.metrics.metrics();
  expect(before).toMatch(/^catalog_deck_audit_entries [1-9]\d*$/m);
  expect(before).not.toMatch(/^catalog_deck_audit_chain/m);
  await admin({ url: "/api/audit/verification" });
  const whole = await deck.app.metrics.metrics();
  expect(whole).toMatch(/^catalog_deck_audit_chain_intact 1$/m);
  const seconds = deck.clock.now().getTime() / 1_000;
  expect(whole).toContain(`catalog_deck_audit_chain_verified_timestamp_seconds ${seconds}\n`);
  await deck.store.updateTable("audit_head").set({ hash: "another" }).execute();
  await admin({ url: "/api/audit/verification" });
  expect(await deck.app.metrics.metrics()).toMatch(/^catalog_deck_audit_chain_intact 0$/m);
});
