import { expect, test, vi } from "vitest";

test("on a German page the rules speak German", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  const { delayInWords, describeDelay, ageInWords, wordsForSubState } = await import("./index.ts");
  expect(delayInWords(90)).toBe("1 Stunde 30 Minuten");
  expect(describeDelay(0)).toBe("sofort");
  expect(ageInWords(4_000)).toBe("vor 4 Sek.");
  expect(wordsForSubState("ProcessingVdaCopyingMasterImage").label).toBe("Image wird kopiert");
});
