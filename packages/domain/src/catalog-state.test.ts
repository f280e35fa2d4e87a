import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classOfCatalog, compareCatalogs, isFinalState, wordsForCatalogState } from "./catalog-state.ts";
import { catalogWith, updateWith } from "./testing/fixtures.ts";

const warning = (type: string, isError?: boolean) => ({ type, ...(isError === undefined ? {} : { isError }) });

describe("the state of a catalog", () => {
  it.each([
    ["Active", [], "active", "Active", "quiet"],
    ["InputRequired", [warning("UsersRequired")], "inputRequired", "Input required", "warn"],
    ["Processing", [], "other", "Citrix is working on it", "info"],
    ["Error", [], "needsAttention", "Error", "bad"],
    ["PreDeployment", [], "other", "Not deployed yet", "quiet"],
    ["Deleting", [], "other", "Being deleted", "quiet"],
    ["Unknown", [], "needsAttention", "Unknown", "warn"],
    ["NotFound", [], "needsAttention", "Not found", "warn"],
    ["SomethingNew", [], "other", "Something new", "warn"],
    ["constructor", [], "other", "Constructor", "warn"],
    ["", [], "other", "Unknown", "warn"],
    ["Active", [warning("ImageRollback", true)], "needsAttention", "Rolled back", "bad"],
    ["Active", [warning("ImageRollback", false)], "needsAttention", "Rolled back", "bad"],
    ["InputRequired", [warning("ImageRollback")], "needsAttention", "Rolled back", "bad"],
    ["Active", [warning("CitrixImageDeprecated")], "needsAttention", "Image deprecated", "warn"],
    ["Active", [warning("VdaRegisterFailure")], "needsAttention", "Needs attention", "bad"],
    ["Active", [warning("NobodyKnows", true)], "needsAttention", "Needs attention", "bad"],
    ["Active", [warning("NobodyKnows")], "active", "With warnings", "warn"],
    ["Active", [warning("PendingVdaUpdate")], "active", "Waiting for restarts", "info"],
    ["Processing", [warning("ImageRollback", true)], "other", "Citrix is working on it", "info"],
  ])("%s with %j is counted under %s and shown as %s", (state, warnings, inClass, label, tone) => {
    const catalog = catalogWith({ state, warnings });
    expect(classOfCatalog(catalog)).toBe(inClass);
    expect(wordsForCatalogState(catalog)).toMatchObject({ label, tone });
  });

  it.each(["submitting", "running"] as const)(
    "an update that is %s shows as Updating before Citrix says so",
    (state) => {
      const catalog = catalogWith({ activeUpdate: updateWith({ state }) });
      expect(classOfCatalog(catalog)).toBe("updating");
      expect(wordsForCatalogState(catalog).label).toBe("Updating");
    },
  );

  it("an update whose answer was lost is never shown as Active", () => {
    const catalog = catalogWith({ activeUpdate: updateWith({ state: "unknown" }) });
    expect(wordsForCatalogState(catalog).label).toBe("Outcome unknown");
    expect(wordsForCatalogState({ ...catalog, state: "Processing" }).label).toBe("Updating");
  });

  it("Processing is an update only in a step of one, or while one is known", () => {
    const copying = { state: "Processing", subState: "ProcessingVdaCopyingMasterImage" };
    const adding = { state: "Processing", subState: "ProcessingAddMachines" };
    const shown = (fields: Parameters<typeof catalogWith>[0]) => {
      const catalog = catalogWith(fields);
      return [classOfCatalog(catalog), wordsForCatalogState(catalog).label];
    };
    expect(shown(copying)).toEqual(["updating", "Updating"]);
    expect(shown(adding)).toEqual(["other", "Citrix is working on it"]);
    expect(shown({ ...adding, activeUpdate: updateWith() })).toEqual(["updating", "Updating"]);
    expect(shown({ ...adding, activeUpdate: updateWith({ state: "waitingForRestart" }) })).toEqual([
      "other",
      "Citrix is working on it",
    ]);
  });

  it("an Error state counts before an update on its way", () => {
    expect(classOfCatalog(catalogWith({ state: "Error", activeUpdate: updateWith() }))).toBe("needsAttention");
  });

  it("only Active and InputRequired end an update", () => {
    expect(["Active", "InputRequired"].every(isFinalState)).toBe(true);
    expect(["Processing", "Error", "Unknown", "NotFound", "active", "", "toString"].some(isFinalState)).toBe(false);
  });
});

describe("the order of catalogs", () => {
  it("is error, updating, input required, with warnings, unknown, active; then by name", () => {
    const catalogs = [
      catalogWith({ name: "Active 10" }),
      catalogWith({ name: "active 9" }),
      catalogWith({ name: "New state", state: "SomethingNew" }),
      catalogWith({ name: "Deprecated", warnings: [warning("CitrixImageDeprecated")] }),
      catalogWith({ name: "Waiting", warnings: [warning("PendingVdaUpdate")] }),
      catalogWith({ name: "Input", state: "InputRequired", warnings: [warning("UsersRequired")] }),
      catalogWith({ name: "Moving", state: "Processing" }),
      catalogWith({ name: "Rolled", warnings: [warning("ImageRollback")] }),
      catalogWith({ name: "Broken", state: "Error" }),
    ];
    expect(catalogs.sort(compareCatalogs).map((c) => c.name)).toEqual([
      "Broken",
      "Rolled",
      "Moving",
      "Input",
      "Deprecated",
      "Waiting",
      "New state",
      "active 9",
      "Active 10",
    ]);
  });

  it("is a total order whatever the catalogs are called", () => {
    const anyCatalog = fc
      .record({
        id: fc.string({ maxLength: 2 }),
        name: fc.oneof(
          fc.string({ unit: "binary", maxLength: 4 }),
          fc.constantFrom("a1", "A1", "a01", "a10", "a2", "á"),
        ),
        state: fc.constantFrom("Active", "Processing", "Error", "InputRequired", "Unknown", "Odd"),
        warnings: fc.array(fc.constantFrom(warning("ImageRollback"), warning("UsersRequired")), { maxLength: 1 }),
      })
      .map(catalogWith);
    fc.assert(
      fc.property(anyCatalog, anyCatalog, anyCatalog, (a, b, c) => {
        expect(compareCatalogs(a, a)).toBe(0);
        expect(Math.sign(compareCatalogs(a, b)) + Math.sign(compareCatalogs(b, a))).toBe(0);
        if (compareCatalogs(a, b) === 0) expect([a.id, a.name]).toEqual([b.id, b.name]);
        if (compareCatalogs(a, b) <= 0 && compareCatalogs(b, c) <= 0) {
          expect(compareCatalogs(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
