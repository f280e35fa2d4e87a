import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { describe, expect, it, test } from "vitest";
import { type EndedUpdate, endedMessages, transitionsBetween } from "./transitions.ts";

const activeUpdate = anUpdate({ id: "u1", catalogId: "a", percent: 10 });
const updating = aCatalog({ id: "a", name: "Sales-EU", state: "Processing", activeUpdate });

describe("what is worth saying after a poll", () => {
  it("is nothing for ticks and percentages", () => {
    const later = { ...updating, activeUpdate: { ...activeUpdate, percent: 60 } };
    expect(transitionsBetween([updating], [later])).toEqual([]);
  });

  it("is nothing for catalogs that were not there before", () => {
    expect(transitionsBetween([], [updating])).toEqual([]);
  });

  it("is the end of an update, with its true outcome", () => {
    const done = aCatalog({ id: "a", name: "Sales-EU", lastUpdate: { ...activeUpdate, state: "succeeded" } });
    expect(transitionsBetween([updating], [done])[0]?.ended).toMatchObject({
      tone: "ok",
      title: "Sales-EU runs Win11-Nov",
    });
    const back = aCatalog({ id: "a", name: "Sales-EU", lastUpdate: { ...activeUpdate, state: "rolledBack" } });
    expect(transitionsBetween([updating], [back])[0]?.ended?.tone).not.toBe("ok");
  });

  it("says of a roll back that the catalog is back on its image", () => {
    const fields = { id: "u1", catalogId: "a", rollsBack: "u0", toImage: { id: "img-0", name: "Win11-Sep" } };
    const before = aCatalog({ id: "a", name: "Sales-EU", state: "Processing", activeUpdate: anUpdate(fields) });
    const after = aCatalog({ id: "a", name: "Sales-EU", lastUpdate: anUpdate({ ...fields, state: "succeeded" }) });
    expect(transitionsBetween([before], [after])[0]?.ended).toMatchObject({
      title: "Sales-EU is back on Win11-Sep",
      text: "The catalog is back on Win11-Sep.",
    });
  });

  it("never takes an older update for the one that ran", () => {
    const other = aCatalog({
      id: "a",
      name: "Sales-EU",
      lastUpdate: anUpdate({ id: "u0", catalogId: "a", state: "succeeded" }),
    });
    const [transition] = transitionsBetween([updating], [other]);
    expect(transition?.ended).toBeUndefined();
    expect(transition?.sentence).toBe("Sales-EU: Active.");
  });
});

function ended(catalogName: string, tone: EndedUpdate["tone"]): EndedUpdate {
  const requestedBy = { id: "u-1" };
  const ids = { id: `update-of-${catalogName}`, catalogId: catalogName };
  return { ...ids, catalogName, requestedBy, tone, title: `${catalogName} ended`, text: "So it went." };
}
const leads = { onShow: () => {}, onOpen: () => {} };
const many = (count: number, tone: EndedUpdate["tone"]) =>
  Array.from({ length: count }, (_, index) => ended(`Sales-${index + 1}`, tone));

test("one or two updates that end at once are told one by one", () => {
  const opened: string[] = [];
  const two = [ended("Sales", "ok"), ended("Support", "ok"), ended("Legal", "bad")];
  const messages = endedMessages(two, { onShow: () => {}, onOpen: (id) => opened.push(id) });
  expect(messages).toMatchObject([
    { tone: "ok", about: "Sales", title: "Sales ended", text: "So it went." },
    { tone: "ok", about: "Support", title: "Support ended", text: "So it went." },
    { tone: "bad", about: "Legal", title: "Legal ended", text: "So it went." },
  ]);
  for (const { actions } of messages) actions?.find(({ label }) => label === "Open")?.onAct();
  expect(opened).toEqual(["update-of-Sales", "update-of-Support", "update-of-Legal"]);
});

test("many are one message with their names, good ones and bad ones apart", () => {
  const shown: string[] = [];
  const messages = endedMessages([...many(6, "ok"), ...many(3, "warn")], {
    onShow: () => shown.push("updates"),
    onOpen: () => {},
  });
  expect(messages.map(({ tone, title, text }) => [tone, title, text])).toEqual([
    ["ok", "6 updates succeeded", "Sales-1, Sales-2, Sales-3, Sales-4 and 2 more"],
    ["warn", "3 updates did not succeed", "Sales-1, Sales-2, Sales-3"],
  ]);
  messages[0]?.actions?.[0]?.onAct();
  expect(shown).toEqual(["updates"]);
  expect(endedMessages([...many(2, "warn"), ended("Zoo", "bad")], leads)[0]?.tone).toBe("bad");
});
