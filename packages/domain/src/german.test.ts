import type { Catalog } from "@catalog-deck/contract";
import { expect, test, vi } from "vitest";
import { catalogWith, externalUpdateWith, updateWith } from "./testing/fixtures.ts";

test("on a German page the rules speak German", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  const { delayInWords, restartInWords, ageInWords, wordsForSubState } = await import("./index.ts");
  expect(delayInWords(90)).toBe("1 Stunde 30 Minuten");
  expect(restartInWords(0)).toBe("sofort");
  expect(ageInWords(4_000)).toBe("vor 4 Sek.");
  expect(ageInWords(3 * 86_400_000)).toBe("vor 3 Tagen");
  expect(wordsForSubState("ProcessingVdaCopyingMasterImage").label).toBe("Image wird kopiert");
});

test("on a German page the sentence for the phone is German", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  const { helpdeskSentence } = await import("./index.ts");
  const say = (fields: Partial<Catalog>) =>
    helpdeskSentence({ catalog: catalogWith(fields), now, timeZone: "Europe/Berlin", locale: "de-DE" });
  const now = new Date("2026-11-23T13:25:00Z");
  const external = externalUpdateWith({ estimatedMinutes: 40, subState: "ProcessingVdaUpdatingCitrixServers" });
  expect(say({ state: "Processing", activeUpdate: updateWith({ estimatedMinutes: 65 }) })).toBe(
    "Sales-EU wird seit 14:05 von Ada auf Win11-2026-11 aktualisiert, fertig gegen 15:10, letzte Sitzung endet spätestens um 15:05 (Transaktion 1f3c-0001).",
  );
  expect(say({ state: "Processing", activeUpdate: external })).toBe(
    "Sales-EU wird seit 14:05 aktualisiert (in Citrix Cloud gestartet: Maschinen starten neu), fertig gegen 14:45 (Transaktion 1f3c-0001). Citrix nennt das neue Image erst, wenn der Katalog darauf läuft.",
  );
  const lastUpdate = updateWith({ state: "failed", finishedAt: "2026-11-23T13:20:00Z" });
  expect(say({ lastUpdate })).toBe(
    "Sales-EU wird nicht aktualisiert und läuft mit Win11-2026-10. Das letzte Update, auf Win11-2026-11, ist um 14:20 fehlgeschlagen (Transaktion 1f3c-0001).",
  );
});
