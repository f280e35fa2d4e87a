import type { ImageUpdate } from "@catalog-deck/contract";
import { anUpdate } from "@catalog-deck/contract/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, serveApp } from "../../../testing/test-app.tsx";

function update(id: string, tookMinutes: number, fields: Partial<ImageUpdate> = {}): ImageUpdate {
  const requestedAt = fields.requestedAt ?? "2026-11-23T10:00:00.000Z";
  const finishedAt = new Date(Date.parse(requestedAt) + tookMinutes * 60_000).toISOString();
  const ended = { requestedAt, finishedAt, state: "succeeded" } as const;
  return anUpdate({ id, catalogId: "accounting", catalogName: `Catalog ${id}`, ...ended, ...fields });
}

const serve = (items: ImageUpdate[]) =>
  serveApp("helpdesk", {
    [`${connectionPath}/catalogs`]: { items: [], ...fresh },
    [`${connectionPath}/image-updates`]: { items },
  });

const panel = () => screen.findByRole("region", { name: "How long updates took" });

test("durations are told in a sentence, drawn by outcome, and there as a table for screen readers", async () => {
  const user = userEvent.setup();
  serve([
    update("a", 40, { requestedAt: "2026-11-23T10:00:00.000Z" }),
    update("b", 52, { requestedAt: "2026-11-23T11:00:00.000Z" }),
    update("c", 80, { requestedAt: "2026-11-23T12:00:00.000Z", state: "rolledBack" }),
    update("d", 5_000, { vdaUpdateDelay: -1 }),
    update("e", 1, { state: "rejected" }),
  ]);
  openApp("/updates");
  const open = await screen.findByRole("button", { name: "Durations" });
  expect(open.getAttribute("aria-expanded")).toBe("false");
  await user.click(open);
  expect(window.location.search).toBe("?durations=shown");
  const durations = await panel();
  const summary = "3 updates. Half of them took no longer than 52 min; the longest took 1 h 20 min.";
  const chart = await within(durations).findByRole("img");
  expect(chart.getAttribute("aria-label")).toBe(`How long updates took. ${summary}`);
  expect([...chart.querySelectorAll("title")].map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^Catalog a .*40 min 00 s · Succeeded$/),
    expect.stringMatching(/^Catalog b .*52 min 00 s · Succeeded$/),
    expect.stringMatching(/^Catalog c .*1 h 20 min · Rolled back$/),
  ]);
  expect(within(durations).getByText(/1 update that waited for users to log off is only in the table/)).toBeTruthy();
  const unseen = within(durations).getByRole("table");
  expect(within(unseen).getAllByRole("row")).toHaveLength(5);
  expect(within(unseen).queryByRole("link")).toBeNull();
  await user.click(within(durations).getByRole("button", { name: "Table" }));
  expect(within(durations).queryByRole("img", { name: /^How long/ })).toBeNull();
  expect(within(durations).getAllByRole("link")).toHaveLength(4);
  await user.click(open);
  expect(screen.queryByRole("region", { name: "How long updates took" })).toBeNull();
});

test("a pasted address opens the durations; where nothing has run to its end it says so", async () => {
  serve([update("e", 1, { state: "rejected" })]);
  openApp("/updates?durations=shown");
  expect(await within(await panel()).findByText("No durations yet")).toBeTruthy();
});
