import type { Image } from "@catalog-deck/contract";
import { aCatalog, anImage } from "@catalog-deck/contract/testing";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { type StartUpdate, UpdateForm } from "./update-form.tsx";

const catalog = aCatalog({ id: "cat-1", name: "Accounting", imageId: "img-nov", templateImageName: "Win11-Nov" });
const october = (fields: Partial<Image> = {}) => anImage("img-oct", { name: "Win11-Oct", ...fields });
const newer = anImage("img-nov", { name: "Win11-Nov", vdaVersion: "2511.0.40" });

beforeEach(() => sessionStorage.clear());

const undone = { updateId: "u1", link: <a href="/updates/u1">View the update</a> };

function openForm(
  images: readonly Image[],
  start = vi.fn<StartUpdate>(async () => ({ kind: "lost" })),
  rollBack: typeof undone | null = undone,
) {
  render(
    <UpdateForm
      owner={{ personId: "u1", connectionId: "default", catalogId: "cat-1" }}
      catalog={catalog}
      images={images}
      staleData={false}
      preselectedImageId="img-oct"
      start={start}
      dryRun={{ check: () => new Promise(() => {}), personName: "Alex", connectionName: "Contoso" }}
      onOutcome={() => {}}
      catalogLink={<a href="/catalogs/cat-1">Look at the catalog</a>}
      rollBack={rollBack ?? undefined}
    />,
  );
  return start;
}

test("going back says what it does to users, warns as ever, and is not sent without a reason", async () => {
  const user = userEvent.setup();
  const start = openForm([newer, october()]);
  expect(screen.getByText(/machines restart again and users are logged off again/)).toBeTruthy();
  const reason = screen.getByRole<HTMLInputElement>("textbox", { name: "Reason for this update" });
  expect(reason.getAttribute("aria-required")).toBe("true");
  expect(screen.queryByText("Enter why the catalog is rolled back.")).toBeNull();
  await user.click(screen.getByRole("checkbox", { name: /older/i }));
  await user.click(screen.getByRole("button", { name: "Roll back" }));
  expect(document.activeElement).toBe(reason);
  expect(screen.getByText("Enter why the catalog is rolled back.")).toBeTruthy();
  await user.type(reason, "   ");
  await user.click(screen.getByRole("button", { name: "Roll back" }));
  expect(start).not.toHaveBeenCalled();
  await user.type(reason, "Printing fails");
  await user.click(screen.getByRole("button", { name: "Roll back" }));
  await waitFor(() => expect(start).toHaveBeenCalledOnce());
  expect(start.mock.calls[0]?.[0]).toMatchObject({
    imageId: "img-oct",
    expectedImageId: "img-nov",
    reason: "Printing fails",
    acknowledgedWarnings: ["vda-older"],
    rollsBack: "u1",
  });
});

test("an earlier image that cannot be chosen any more is said, and not chosen", () => {
  openForm([newer, october({ state: "Error" })]);
  expect(screen.getByText(/^Win11-Oct cannot be chosen:/)).toBeTruthy();
  expect(screen.queryByText(/move to Win11-Oct/)).toBeNull();
});

test("an earlier image that is gone is said", () => {
  openForm([newer]);
  expect(screen.getByText(/previous image no longer exists/)).toBeTruthy();
});

test("a roll back and an ordinary update of one catalog have drafts of their own", async () => {
  const user = userEvent.setup();
  const reason = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Reason for this update" });
  const images = [newer, october()];
  openForm(images);
  await user.type(reason(), "Printing fails");
  cleanup();
  openForm(images, undefined, null);
  expect(reason().value).toBe("");
  await user.type(reason(), "CHG-77");
  cleanup();
  openForm(images);
  expect(reason().value).toBe("Printing fails");
});
