import type { Catalog, ImageUpdate, Problem } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate } from "@catalog-deck/contract/testing";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StartOutcome as OutcomeOf } from "../../shared/update-form/use-submission.ts";
import { type StartUpdate, UpdateForm, type UpdateFormProps } from "./update-form.tsx";

type StartOutcome = OutcomeOf<ImageUpdate>;

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

const started: StartOutcome = {
  kind: "started",
  started: anUpdate({ id: "upd-1", catalogId: "cat-1", catalogName: "Accounting" }),
};

function refused(code: Problem["code"], extras: Partial<Problem> = {}): StartOutcome {
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
  sessionStorage.clear();
  localStorage.clear();
  vi.useRealTimers();
});

const noop = () => {};
const owner = { personId: "u1", connectionId: "default", catalogId: "cat-1" };

function form(changes: Partial<UpdateFormProps> = {}) {
  return (
    <UpdateForm
      owner={owner}
      catalog={catalog}
      images={images}
      staleData={false}
      preselectedImageId="img-nov"
      start={start}
      dryRun={{ check: () => new Promise(noop), personName: "Alex", connectionName: "Contoso" }}
      onOutcome={noop}
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
  expect(screen.getByText(/^None of these images fits this catalog/)).toBeTruthy();
  expect(screen.getByRole("option", { name: /^WS2022/ }).getAttribute("aria-disabled")).toBe("true");
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
  const choices = within(screen.getByRole("listbox", { name: "New image" })).getAllByRole("option");
  expect(choices.map((choice) => choice.getAttribute("aria-disabled") === "true")).toEqual([false, false, false, true]);
  expect(screen.getByRole("option", { name: /Ubuntu-24.*Linux/ })).toBeTruthy();
  expect(choices.some((choice) => choice.getAttribute("aria-selected") === "true")).toBe(false);
});

test("a downgrade is marked, and every warning has to be ticked by itself", async () => {
  const user = userEvent.setup();
  render(form({ preselectedImageId: "img-old" }));
  expect(screen.getByText("older (downgrade)")).toBeTruthy();
  expect(screen.getByText(/Downgrade: the VDA version goes down/)).toBeTruthy();
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
  await user.click(screen.getByRole("button", { name: "Resend safely" }));
  expect(start).toHaveBeenCalledTimes(2);
  expect(start.mock.calls[1]).toEqual(start.mock.calls[0]);
});

test("a refusal before the key was looked at does not settle an unknown outcome", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce({ kind: "lost" }).mockResolvedValueOnce(refused("not-signed-in"));
  render(form());
  await user.click(updateButton());
  await user.click(screen.getByRole("button", { name: "Resend safely" }));
  await user.click(screen.getByRole("button", { name: "Resend safely" }));
  expect(new Set(start.mock.calls.map(([, key]) => key)).size).toBe(1);
});

test("a certain refusal is said in words, and a new try is a new request", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce(refused("catalog-busy", { detail: "Being updated by ops." }));
  render(form());
  await user.click(updateButton());
  expect(screen.getByRole("alert").textContent).toContain("already being changed");
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
  const touches = screen.getByRole("group", { name: "What it affects" });
  expect(within(touches).getByText("No existing machine changes; machines added later get Win11-Nov.")).toBeTruthy();
  expect(screen.queryByText(/machines? moves? to|All machines of|^If you send this now/)).toBeNull();
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

const reasonField = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Reason for this update" });

test("what was entered is back after a reload, with its image and its ticks", async () => {
  const user = userEvent.setup();
  const { unmount } = render(form({ preselectedImageId: "img-old" }));
  await user.click(screen.getByRole("button", { name: "4 hours" }));
  await user.clear(screen.getByRole("textbox", { name: "Text" }));
  await user.type(screen.getByRole("textbox", { name: "Text" }), "See you soon");
  await user.type(reasonField(), "CHG-77");
  const [first] = screen.getAllByRole("checkbox");
  await user.click(first as HTMLElement);
  unmount();
  render(form({ preselectedImageId: "img-old" }));
  expect(screen.getByText(/What you entered at .* is back/)).toBeTruthy();
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe("4 hours");
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" }).value).toBe("See you soon");
  expect(reasonField().value).toBe("CHG-77");
  expect(screen.getAllByRole<HTMLInputElement>("checkbox").map(({ checked }) => checked)).toEqual([true, false]);
  await user.click(screen.getByRole("button", { name: "Start over" }));
  expect(reasonField().value).toBe("");
  expect(screen.queryByText(/is back/)).toBeNull();
});

test("another image in the address ends the draft's ticks; a typed name is never kept", async () => {
  const user = userEvent.setup();
  const { unmount } = render(form({ preselectedImageId: "img-old" }));
  for (const tick of screen.getAllByRole("checkbox")) await user.click(tick);
  await user.click(screen.getByRole("radio", { name: /Right now/ }));
  await user.type(screen.getByRole("textbox", { name: "The catalog's name" }), "Accounting");
  unmount();
  render(form({ preselectedImageId: "img-nov" }));
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /Right now/ }).checked).toBe(true);
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "The catalog's name" }).value).toBe("");
  await user.click(screen.getByRole("button", { name: "Update and log everyone off" }));
  expect(start).not.toHaveBeenCalled();
});

test("a draft that saw another image in use has to be reviewed first", async () => {
  const user = userEvent.setup();
  const { unmount } = render(form());
  await user.type(reasonField(), "CHG-77");
  unmount();
  render(form({ catalog: { ...catalog, imageId: "img-old", templateImageName: "Win11-Old" } }));
  expect(screen.getByRole("alert").textContent).toContain("Win11-Oct was in use; now it is Win11-Old");
  await user.click(updateButton());
  expect(start).not.toHaveBeenCalled();
});

test("a draft is its own person's, connection's and catalog's alone", async () => {
  const user = userEvent.setup();
  const { unmount } = render(form());
  await user.type(reasonField(), "CHG-77");
  unmount();
  for (const other of [{ personId: "u2" }, { connectionId: "other" }, { catalogId: "cat-2" }]) {
    const shown = render(form({ owner: { ...owner, ...other } }));
    expect(reasonField().value).toBe("");
    shown.unmount();
  }
  render(form());
  expect(reasonField().value).toBe("CHG-77");
});

test("a reload while a request is under way sends the very same request again, or none", async () => {
  const user = userEvent.setup();
  start.mockReturnValueOnce(new Promise(noop));
  const { unmount } = render(form());
  await user.type(reasonField(), "CHG-77");
  await user.click(updateButton());
  unmount();
  render(form());
  expect(screen.getByRole("alert").textContent).toContain("left this page before an answer came");
  expect(reasonField().value).toBe("CHG-77");
  expect(reasonField().matches(":disabled")).toBe(true);
  await user.click(screen.getByRole("button", { name: "Resend safely" }));
  expect(start).toHaveBeenCalledTimes(2);
  expect(start.mock.calls[1]).toEqual(start.mock.calls[0]);
});

test("a request of unknown outcome stays the only one over a reload; a certain refusal frees the form", async () => {
  const user = userEvent.setup();
  start.mockResolvedValueOnce({ kind: "lost" }).mockResolvedValueOnce(refused("not-signed-in"));
  const first = render(form());
  await user.click(updateButton());
  first.unmount();
  const second = render(form());
  await user.click(screen.getByRole("button", { name: "Resend safely" }));
  second.unmount();
  start.mockResolvedValueOnce(refused("catalog-busy"));
  const third = render(form());
  await user.click(screen.getByRole("button", { name: "Resend safely" }));
  expect(new Set(start.mock.calls.map(([, key]) => key)).size).toBe(1);
  third.unmount();
  render(form());
  await user.click(updateButton());
  expect(start.mock.calls[3]?.[1]).not.toBe(start.mock.calls[0]?.[1]);
});

test("after sending the draft is gone, and its pace and message are offered for the next update", async () => {
  const user = userEvent.setup();
  const { unmount } = render(form());
  await user.click(screen.getByRole("button", { name: "4 hours" }));
  const text = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" });
  await user.clear(text());
  await user.type(text(), "See you soon");
  await user.type(reasonField(), "CHG-77");
  await user.click(updateButton());
  await waitFor(() => expect(start).toHaveBeenCalledOnce());
  unmount();
  const other = render(form({ owner: { ...owner, personId: "u2" } }));
  expect(screen.queryByText(/Last time/)).toBeNull();
  other.unmount();
  render(form({ owner: { ...owner, catalogId: "cat-2" } }));
  expect(screen.getByText("Last time: spread over 4 h, with the message “See you soon”")).toBeTruthy();
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe("1 hour");
  expect(reasonField().value).toBe("");
  await user.click(screen.getByRole("button", { name: "Use again" }));
  expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toBe("4 hours");
  expect(text().value).toBe("See you soon");
  expect(screen.queryByText(/Last time/)).toBeNull();
});

test("'Right now' is never offered again", async () => {
  const user = userEvent.setup();
  const { unmount } = render(form());
  await user.click(screen.getByRole("radio", { name: /Right now/ }));
  await user.type(screen.getByRole("textbox", { name: "The catalog's name" }), "Accounting");
  await user.click(screen.getByRole("button", { name: "Update and log everyone off" }));
  await waitFor(() => expect(start).toHaveBeenCalledOnce());
  unmount();
  render(form());
  expect(screen.queryByText(/Last time/)).toBeNull();
  expect(screen.getByRole<HTMLInputElement>("radio", { name: /Spread over/ }).checked).toBe(true);
});

test("the image is found and taken by keyboard alone", async () => {
  const user = userEvent.setup();
  const onPick = vi.fn();
  render(form({ preselectedImageId: null, onPick }));
  const field = screen.getByRole("combobox", { name: "Search images" });
  await user.click(field);
  await user.keyboard("win11");
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(3));
  await user.keyboard("{ArrowDown}{ArrowDown}");
  const marked = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  expect(marked?.textContent).toContain("Win11-Oct");
  await user.keyboard("{ArrowUp}{ArrowUp}{Enter}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("img-nov");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: /^Change/ }));
  expect(screen.getByText("24 machines move to Win11-Nov within 1 hour.")).toBeTruthy();
  expect(start).not.toHaveBeenCalled();
});

test("Enter on an image that cannot serve the catalog takes nothing", async () => {
  const user = userEvent.setup();
  const onPick = vi.fn();
  render(form({ preselectedImageId: null, onPick }));
  await user.click(screen.getByRole("combobox", { name: "Search images" }));
  await user.keyboard("ubuntu{ArrowDown}{Enter}");
  expect(onPick).not.toHaveBeenCalled();
});

test("an image of another region says so", () => {
  render(form({ catalog: { ...catalog, region: "westeurope" }, preselectedImageId: null }));
  expect(screen.getByRole("option", { name: /^Win11-Old.*Other region: copying takes longer/ })).toBeTruthy();
  expect(screen.getByRole("option", { name: /^Win11-Nov/ }).textContent).not.toContain("Other region");
});

test.each(["{Control>}{Enter}{/Control}", "{Meta>}{Enter}{/Meta}"])(
  "%s sends the form from any field",
  async (keys) => {
    const user = userEvent.setup();
    render(form());
    await user.click(reasonField());
    await user.keyboard("{Enter}");
    expect(start).not.toHaveBeenCalled();
    await user.keyboard(keys + keys);
    expect(start).toHaveBeenCalledOnce();
  },
);

test("while and after a valid request is sent nothing turns red, whatever the catalog shows meanwhile", async () => {
  const user = userEvent.setup();
  const { rerender } = render(form());
  await user.click(updateButton());
  await waitFor(() => expect(start).toHaveBeenCalledOnce());
  rerender(form({ catalog: { ...catalog, state: "Processing", imageId: "img-nov" } }));
  expect(screen.queryByText(/still need/)).toBeNull();
  expect(screen.queryByText("This catalog cannot be updated now")).toBeNull();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByRole("button", { name: /Sending/ }).getAttribute("aria-disabled")).toBe("true");
});

test("what still needs an answer is a link that leads to it", async () => {
  const user = userEvent.setup();
  render(form({ preselectedImageId: null }));
  await user.click(updateButton());
  await user.click(reasonField());
  await user.click(screen.getByRole("button", { name: "One field above still needs an answer." }));
  expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Search images" }));
});

test("without network the form says at once that nothing was sent", async () => {
  const user = userEvent.setup();
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  render(form());
  await user.click(updateButton());
  expect(screen.getByRole("alert").textContent).toContain("You are offline, so nothing was sent.");
  expect(start).not.toHaveBeenCalled();
  online.mockReturnValue(true);
  fireEvent(window, new Event("online"));
  await user.click(updateButton());
  expect(start).toHaveBeenCalledOnce();
  online.mockRestore();
});
