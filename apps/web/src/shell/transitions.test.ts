import { describe, expect, it } from "vitest";
import { aCatalog, anUpdate } from "../testing/catalogs.ts";
import { transitionsBetween } from "./transitions.ts";

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
