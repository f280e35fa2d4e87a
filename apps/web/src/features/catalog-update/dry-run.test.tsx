import type { ImageUpdateDryRun, ImageUpdateRequest } from "@catalog-deck/contract";
import { aCatalog, anImage } from "@catalog-deck/contract/testing";
import { resultsOfRules } from "@catalog-deck/domain";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "../../lib/http.ts";
import { type CheckedUpdate, reportOf } from "./dry-run-words.ts";
import { UpdateForm } from "./update-form.tsx";

const catalog = aCatalog({ id: "cat-1", name: "Accounting", imageId: "img-oct", templateImageName: "Win11-Oct" });

const oct = anImage("img-oct", { name: "Win11-Oct" });
const nov = anImage("img-nov", { name: "Win11-Nov" });
const old = anImage("img-old", { name: "Win11-Old", isDeprecated: true });

function answerFor(body: ImageUpdateRequest, changes: Partial<ImageUpdateDryRun> = {}): ImageUpdateDryRun {
  const target = body.imageId === old.id ? old : nov;
  const passed = { verdict: "ok" as const, message: "in English" };
  return {
    checkedAt: "2026-11-23T14:05:00.000Z",
    rules: [
      { code: "catalog-busy", ...passed, fact: { code: "passed-busy", params: {} } },
      { code: "catalog-changed", ...passed, fact: { code: "passed-changed", params: {} } },
      ...resultsOfRules({ catalog, image: target, currentImage: oct, staleData: false }),
    ],
    request: {
      method: "POST",
      url: "https://api-eu.cloud.com/catalogservice/contoso/site/catalogs/cat-1/$updateImage?async=true",
      headers: { accept: "application/json", authorization: "CwsAuth Bearer={token}" },
      body: JSON.stringify({ TemplateId: body.imageId, WarningTitle: body.warningTitle }),
    },
    ...changes,
  };
}

const check = vi.fn<(body: ImageUpdateRequest) => Promise<ImageUpdateDryRun>>();
const start = vi.fn();

beforeEach(() => {
  sessionStorage.clear();
  check.mockReset();
  check.mockImplementation(async (body) => answerFor(body));
  start.mockReset();
});

function renderForm(preselectedImageId: string | null) {
  render(
    <UpdateForm
      owner={{ personId: "u1", connectionId: "default", catalogId: "cat-1" }}
      catalog={catalog}
      images={[oct, nov, old]}
      staleData={false}
      preselectedImageId={preselectedImageId}
      start={start}
      dryRun={{ check, personName: "Alex Admin", connectionName: "Contoso" }}
      onOutcome={() => {}}
      catalogLink={null}
    />,
  );
  return userEvent.setup();
}

const checkButton = () => screen.getByRole("button", { name: /^Check without sending/ });

test("every rule is shown with its result, and the request as curl and as PowerShell; nothing is sent", async () => {
  const user = renderForm("img-nov");
  await user.click(checkButton());
  const dialog = within(await screen.findByRole("dialog", { name: "Check without sending" }));
  expect(dialog.getByText("Ready to send.")).toBeTruthy();
  expect(dialog.getByText("No rule blocks this update; it is checked again when you send it.")).toBeTruthy();
  const passed = dialog.getByText("15 checks passed").closest("details") as HTMLDetailsElement;
  expect(passed.open).toBe(false);
  expect(dialog.queryByText("Rules to look at")).toBeNull();
  expect(within(passed).getAllByText("ok")).toHaveLength(15);
  const order = ["Ready to send.", "What is sent", "The request to Citrix", "15 checks passed"];
  const texts = dialog.getAllByText((words) => order.includes(words.trim())).map((part) => part.textContent ?? "");
  expect(texts.map((text) => order.findIndex((words) => text.startsWith(words)))).toEqual([0, 1, 2, 3]);
  expect(dialog.getByText("No update of the catalog is under way.")).toBeTruthy();
  expect(dialog.getByText(/^curl --globoff --request POST/).textContent).toContain('Bearer=\'"$TOKEN"');
  await user.click(dialog.getByRole("tab", { name: "PowerShell" }));
  expect(dialog.getByText(/^\$body = @'/).textContent).toContain("+ $env:TOKEN");
  expect(check).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ imageId: "img-nov", vdaUpdateDelay: 60 }));
  expect(start).not.toHaveBeenCalled();
  await user.click(dialog.getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement);
  await waitFor(() => expect(document.activeElement).toBe(checkButton()));
});

test("what was checked and is ready can be sent from there, once", async () => {
  start.mockReturnValue(new Promise(() => {}));
  const user = renderForm("img-nov");
  await user.click(checkButton());
  const dialog = within(await screen.findByRole("dialog", { name: "Check without sending" }));
  await user.click(dialog.getByRole("button", { name: "Update image" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(start).toHaveBeenCalledOnce();
  expect(start.mock.calls[0]?.[0]).toEqual(check.mock.calls[0]?.[0]);
});

test("a warning that is not ticked is said to stand in the way, and may be checked all the same", async () => {
  check.mockImplementation(async (body) =>
    answerFor(
      body,
      body.acknowledgedWarnings
        ? {}
        : { refusal: { code: "rules-violated", detail: "Refused.", fact: { code: "warnings-open", params: {} } } },
    ),
  );
  const user = renderForm("img-old");
  await user.click(checkButton());
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("1 warning is not ticked.")).toBeTruthy();
  expect(within(dialog).queryByRole("button", { name: "Update image" })).toBeNull();
  expect(within(dialog).getByText("warns, not ticked")).toBeTruthy();
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("checkbox", { name: /deprecated/ }));
  await user.click(checkButton());
  expect(await screen.findByText("Ready to send.")).toBeTruthy();
  expect(screen.getByText("warns, ticked")).toBeTruthy();
});

test("a rule without its fact says that it was not compared, with nothing to tick", async () => {
  check.mockImplementation(async (body) => {
    const known = answerFor(body);
    const fact = { code: "not-compared-vda", params: {} };
    const unknown = { code: "vda-older", verdict: "not-compared" as const, message: "Not compared.", fact };
    return { ...known, rules: known.rules.map((rule) => (rule.code === "vda-older" ? unknown : rule)) };
  });
  const user = renderForm("img-nov");
  await user.click(checkButton());
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("Ready to send.")).toBeTruthy();
  expect(dialog.getAllByText("not compared")).toHaveLength(1);
  expect(dialog.getAllByText("ok")).toHaveLength(14);
});

test("a form without an image asks for it first", async () => {
  const user = renderForm(null);
  await user.click(checkButton());
  expect(check).not.toHaveBeenCalled();
  expect(screen.getByText("Choose the new image.")).toBeTruthy();
});

test("a check that fails says why, and can be tried again", async () => {
  check.mockRejectedValueOnce(new ApiProblem("citrix-unavailable", 503, "Citrix could not be reached."));
  const user = renderForm("img-nov");
  await user.click(checkButton());
  await screen.findByText("The update could not be checked");
  expect(screen.getByText("Citrix could not be reached.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Ready to send.")).toBeTruthy();
});

test("the text for a change request says who, when, what, each rule and the request, and holds hostile texts apart", () => {
  const body = {
    imageId: "img-nov",
    expectedImageId: "img-oct",
    vdaUpdateDelay: 90,
    warningTitle: "Restart\nCatalog: Forged",
    reason: "CHG0012345",
  };
  const checked: CheckedUpdate = {
    catalog,
    fromImage: oct,
    toImage: nov,
    body,
    answer: answerFor(body),
    personName: "Alex Admin",
    connectionName: "Contoso",
  };
  const lines = reportOf(checked).split("\n");
  expect(lines).toContain("Checked by: Alex Admin");
  expect(lines).toContain("Connection: Contoso");
  expect(lines).toContain("Catalog: Accounting · 10 machines");
  expect(lines).toContain("Restarts: spread over 1 h 30 min");
  expect(lines).toContain("Reason: CHG0012345");
  expect(lines).toContain("Ids of catalog, current image, new image: cat-1, img-oct, img-nov");
  expect(lines).toContain("    Catalog: Forged");
  expect(lines).not.toContain("Catalog: Forged");
  expect(lines.filter((line) => line.startsWith("- [ok] "))).toHaveLength(15);
  expect(lines).toContain("$body = @'");
  expect(lines.find((line) => line.startsWith("Checked at: "))).toContain("2026-11-23T14:05:00.000Z");
});
