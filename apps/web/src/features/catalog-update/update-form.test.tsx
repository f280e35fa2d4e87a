import type { Catalog, Problem } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate } from "@catalog-deck/contract/testing";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UpdateForm, type UpdateFormProps } from "./update-form.tsx";
import type { StartAnswer, StartUpdate } from "./use-submission.ts";

const catalog = aCatalog({
  id: "cat-1",
  name: "Accounting",
  imageId: "img-oct",
  totalMachinesInCatalog: 24,
  numOfUsers: 20,
});

const images = [
  anImage("img-oct", { name: "Win11-Oct" }),
  anImage("img-nov", { name: "Win11-Nov", vdaVersion: "2511.0.40" }),
  anImage("img-old", { name: "Win11-Old", vdaVersion: "2203.0.1", region: "eastus" }),
  anImage("img-linux", { name: "Ubuntu-24", osPlatform: "Linux" }),
];

const started: StartAnswer = {
  kind: "started",
  update: anUpdate({ id: "upd-1", catalogId: "cat-1", catalogName: "Accounting" }),
};

function refused(code: Problem["code"], extras: Partial<Problem> = {}): StartAnswer {
  return {
    kind: "refused",
    problem: {
      type: "about:blank",
      title: "No",
      status: 409,
      detail: "d",
      code,
      requestId: "r",
      fact: { code, params: {} },
      ...extras,
    },
  };
}

const start = vi.fn<StartUpdate>();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-23T14:05:00") });
  start.mockReset();
  start.mockResolvedValue(started);
});

afterEach(() => {
  vi.useRealTimers();
});

const noop = () => {};

function form(changes: Partial<UpdateFormProps> = {}) {
  return (
    <UpdateForm
      catalog={catalog}
      images={images}
      staleData={false}
      preselectedImageId="img-nov"
      start={start}
      dryRun={{ check: () => new Promise(noop), personName: "Alex", connectionName: "Contoso" }}
      onAnswer={noop}
      catalogLink={<a href="/catalogs/cat-1">Look at the catalog</a>}
      {...changes}
    />
  );
}

const updateButton = () => screen.getByRole("button", { name: "Update image" });

test("an update is sent with what the form shows, once even on a double click", async () => {
  render(form());
  expect(screen.getByText("24 machines move to Win11-Nov within 1 hour.")).toBeTruthy();
  fireEvent.click(updateButton());
  fireEvent.click(screen.getByRole("button", { name: /Sending/ }));
  await waitFor(() => expect(start).toHaveBeenCalledOnce());
  expect(start.mock.calls[0]?.[0]).toMatchObject({
    imageId: "img-nov",
    expectedImageId: "img-oct",
    vdaUpdateDelay: 60,
  });
});

test("where no image can serve the catalog the list says so before the reasons", () => {
  const shared = anImage("img-shared", { name: "WS2022", sessionSupport: "MultiSession" });
  const { rerender } = render(form({ images: [shared], preselectedImageId: null }));
  expect(screen.getByText(/^None of these images can serve this catalog/)).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /^WS2022/ }).disabled).toBe(true);
  rerender(form({ images: [shared, anImage("img-nov")], preselectedImageId: null }));
  expect(screen.queryByText(/^None of these images/)).toBeNull();
});

test("the slider speaks in words, obeys its keys, and never reaches 'Right now'", async () => {
  const user = userEvent.setup();
  render(form());
  const slider = screen.getByRole("slider", { name: "Spread over" });
  expect(slider.getAttribute("aria-valuetext")).toBe("1 hour");
  slider.focus();
  await user.keyboard("{PageUp}");
  expect(slider.getAttribute("aria-valuetext")).toBe("1 hour 30 minutes");
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: /^Minutes/ }).value).toBe("95");
  await user.keyboard("{End}");
  expect(slider.getAttribute("aria-valuetext")).toBe("8 hours");
  await user.keyboard("{Home}{ArrowLeft}{PageDown}{ArrowDown}");
  expect(slider.getAttribute("aria-valuetext")).toBe("5 minutes");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /Spread over/ }).checked).toBe(true);
});

test("presets and the number field set the same minutes, and the clock line follows", async () => {
  const user = userEvent.setup();
  render(form());
  await user.click(screen.getByRole("button", { name: "2 hours" }));
  expect(screen.getByText(/logged off by (16:05|0?4:05\sPM)/)).toBeTruthy();
  const field = screen.getByRole("textbox", { name: /^Minutes/ });
  await user.clear(field);
  await user.type(field, "600");
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe("10 hours");
});

test("invalid minutes are refused in words, take the focus, and nothing is sent", async () => {
  const user = userEvent.setup();
  render(form());
  const field = screen.getByRole("textbox", { name: /^Minutes/ });
  await user.clear(field);
  await user.type(field, "12.5");
  expect(screen.getByText(/whole number of minutes/)).toBeTruthy();
  await user.click(updateButton());
  expect(start).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field);
});

test("'Right now' asks for the catalog's name and sends no message", async () => {
  const user = userEvent.setup();
  render(form());
  await user.click(screen.getByRole("radio", { name: /Right now/ }));
  expect(screen.queryByText("As the user sees it")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Update and log everyone off" }));
  expect(start).not.toHaveBeenCalled();
  const name = screen.getByRole("textbox", { name: "The catalog's name" });
  expect(document.activeElement).toBe(name);
  await user.type(name, "Accounting");
  await user.click(screen.getByRole("button", { name: "Update and log everyone off" }));
  expect(start).toHaveBeenCalledOnce();
  expect(start.mock.calls[0]?.[0]).toEqual({ imageId: "img-nov", expectedImageId: "img-oct", vdaUpdateDelay: 0 });
});

test("images that cannot serve the catalog are last, disabled and say why; a preselected one of them is not taken", () => {
  render(form({ preselectedImageId: "img-linux" }));
  const choices = within(screen.getByRole("radiogroup", { name: "New image" })).getAllByRole<HTMLInputElement>("radio");
  expect(choices.map((choice) => choice.disabled)).toEqual([false, false, false, true]);
  expect(screen.getByRole("radio", { name: /Ubuntu-24.*Linux/ })).toBeTruthy();
  expect(choices.some((choice) => choice.checked)).toBe(false);
});

test("a downgrade is marked, and every warning has to be ticked by itself", async () => {
  const user = userEvent.setup();
  render(form({ preselectedImageId: "img-old" }));
  expect(screen.getByText("older: a downgrade")).toBeTruthy();
  expect(screen.getByText(/Downgrade: the VDA gets older/)).toBeTruthy();
  const [olderVda, region] = screen.getAllByRole("checkbox");
  await user.click(olderVda as HTMLElement);
  await user.click(updateButton());
  expect(start).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(region);
  await user.click(region as HTMLElement);
  await user.click(updateButton());
  expect(start.mock.calls[0]?.[0].acknowledgedWarnings).toEqual(["region-differs", "vda-older"]);
});

test("when no answer comes the form says so, locks, and asks again with the same request and key", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce({ kind: "lost" });
  render(form());
  await user.click(updateButton());
  expect(screen.getByRole("alert").textContent).toContain("outcome is unknown");
  expect(screen.getByRole("slider").matches(":disabled")).toBe(true);
  await user.click(screen.getByRole("button", { name: "Ask again" }));
  expect(start).toHaveBeenCalledTimes(2);
  expect(start.mock.calls[1]).toEqual(start.mock.calls[0]);
});

test("a refusal before the key was looked at does not settle an unknown outcome", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce({ kind: "lost" }).mockResolvedValueOnce(refused("not-signed-in"));
  render(form());
  await user.click(updateButton());
  await user.click(screen.getByRole("button", { name: "Ask again" }));
  await user.click(screen.getByRole("button", { name: "Ask again" }));
  expect(new Set(start.mock.calls.map(([, key]) => key)).size).toBe(1);
});

test("a certain refusal is said in words, and a new try is a new request", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce(refused("catalog-busy", { detail: "Being updated by ops." }));
  render(form());
  await user.click(updateButton());
  expect(screen.getByRole("alert").textContent).toContain("being changed already");
  expect(screen.getByRole("alert").textContent).toContain("Being updated by ops.");
  await user.click(updateButton());
  expect(start.mock.calls[1]?.[1]).not.toBe(start.mock.calls[0]?.[1]);
});

test("rules that only the server knows are shown, and its warnings can be ticked", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce(
    refused("rules-violated", {
      rules: [
        {
          code: "image-not-ready",
          severity: "block",
          message: "The image is being rebuilt.",
          fact: { code: "rebuilt", params: {} },
        },
        { code: "weekend", severity: "warn", message: "It is the weekend.", fact: { code: "weekend", params: {} } },
      ],
    }),
  );
  render(form());
  await user.click(updateButton());
  expect(screen.getByRole("alert").textContent).toContain("The image is being rebuilt.");
  await user.click(screen.getByRole("checkbox", { name: /weekend/ }));
  await user.click(updateButton());
  expect(start.mock.calls[1]?.[0].acknowledgedWarnings).toEqual(["weekend"]);
});

test("new data from the server keeps what was entered", async () => {
  const user = userEvent.setup();
  const { rerender } = render(form());
  await user.click(screen.getByRole("button", { name: "4 hours" }));
  await user.type(screen.getByRole("textbox", { name: "Reason for this update" }), "CHG-77");
  rerender(form({ catalog: { ...catalog, totalMachinesInCatalog: 25 }, images: [...images, anImage("img-dec")] }));
  expect(screen.getByText("25 machines move to Win11-Nov within 4 hours.")).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Reason for this update" }).value).toBe("CHG-77");
});

test("a catalog that changes its image meanwhile is said, and blocks until reviewed", async () => {
  const user = userEvent.setup();
  const { rerender } = render(form());
  rerender(form({ catalog: { ...catalog, imageId: "img-old", templateImageName: "Win11-Old" } }));
  expect(screen.getByRole("alert").textContent).toContain("Win11-Oct was in use; now it is Win11-Old");
  await user.click(updateButton());
  expect(start).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "I have reviewed it" }));
  await user.click(updateButton());
  expect(start.mock.calls[0]?.[0].expectedImageId).toBe("img-old");
});

test("a catalog that cannot be updated at all says so first, and nothing is sent", async () => {
  const user = userEvent.setup();
  render(form({ catalog: { ...catalog, state: "Processing" } }));
  expect(screen.getByText("This catalog cannot be updated now")).toBeTruthy();
  await user.click(updateButton());
  expect(start).not.toHaveBeenCalled();
});

test.each([
  ["Spread over", /^Spread over/],
  ["As users log off", /^As users log off/],
  ["Right now", /^Right now/],
])("where machines keep their disk the form says that none moves: %s", async (_pace, choice) => {
  const user = userEvent.setup();
  const kept: Catalog = { ...catalog, allocationType: "Permanent", persistStaticAllocatedVmDisks: true };
  render(form({ catalog: kept }));
  await user.click(screen.getByRole("radio", { name: choice }));
  expect(screen.getAllByText("No existing machine changes; machines added later get Win11-Nov.")).toHaveLength(2);
  const touches = screen.getByRole("group", { name: "What it touches" });
  expect(within(touches).getByText("No existing machine changes; machines added later get Win11-Nov.")).toBeTruthy();
  expect(screen.queryByText(/machines? moves? to|All machines of/)).toBeNull();
});

test("where machines do not keep their disk they are said to move", () => {
  render(form({ catalog: { ...catalog, allocationType: "Permanent", persistStaticAllocatedVmDisks: false } }));
  expect(screen.getByText("24 machines move to Win11-Nov within 1 hour.")).toBeTruthy();
  expect(screen.queryByText(/No existing machine changes/)).toBeNull();
});

test("'As users log off' promises users no minutes, and warns of %m% in a text that a person typed", async () => {
  const user = userEvent.setup();
  render(form());
  const text = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" });
  expect(text.value).toContain("%m%");
  const noCountdown = () => screen.queryByText(/no countdown/);
  await user.click(screen.getByRole("radio", { name: /^As users log off/ }));
  expect(text.value).toContain("Please save your work");
  expect(screen.queryByText(/%m%|15 minutes/)).toBeNull();
  expect(noCountdown()).toBeNull();
  await user.clear(text);
  await user.type(text, "Back in %m% minutes");
  expect(noCountdown()?.id).toBe(text.getAttribute("aria-describedby"));
  expect(screen.queryByText("Back in 15 minutes")).toBeNull();
  await user.click(screen.getByRole("radio", { name: /^Spread over/ }));
  expect(text.value).toBe("Back in %m% minutes");
  expect(noCountdown()).toBeNull();
  expect(screen.getByText("Back in 15 minutes")).toBeTruthy();
});

test.each(["0", "", "an hour", "10081", "45"])("minutes %j light no preset", async (minutes) => {
  const user = userEvent.setup();
  render(form());
  const lit = () => screen.queryAllByRole("button", { pressed: true }).map((preset) => preset.textContent);
  expect(lit()).toEqual(["1 h1 hour"]);
  const field = screen.getByRole("textbox", { name: /^Minutes/ });
  await user.clear(field);
  if (minutes !== "") await user.type(field, minutes);
  expect(lit()).toEqual([]);
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).not.toBe("1 hour");
  await user.clear(field);
  await user.type(field, "120");
  expect(lit()).toEqual(["2 h2 hours"]);
});

test("'Right now' has the tone of danger when it is chosen, and no other choice has", () => {
  render(form());
  const redWhenChosen = screen
    .getAllByRole<HTMLInputElement>("radio")
    .filter((radio) => radio.closest("label")?.className.includes("has-checked:border-bad"));
  expect(redWhenChosen.map(({ value }) => value)).toEqual(["rightNow"]);
});
