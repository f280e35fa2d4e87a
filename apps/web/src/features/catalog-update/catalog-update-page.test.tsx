import type { CatalogDetail, ImageList, ImageUpdate, Session } from "@catalog-deck/contract";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { createQueryClient } from "../../api/query-client.ts";
import { signOut } from "../../api/session.ts";
import { createAppRouter } from "../../router.tsx";
import { dismissAllToasts } from "../../ui/toasts.ts";

const fresh = { fetchedAt: "2026-11-23T11:00:00.000Z", stale: false, pollAfterMs: 30_000 };

const accounting: CatalogDetail = {
  id: "cat-1",
  name: "Accounting",
  state: "Active",
  warnings: [],
  imageId: "img-oct",
  templateImageName: "Win11-Oct",
  sessionSupport: "SingleSession",
  allocationType: "Random",
  totalMachinesInCatalog: 24,
  isRemotePcCatalog: false,
  ...fresh,
};

const imageFields = {
  state: "Ready",
  sessionSupport: "SingleSession",
  osPlatform: "Windows",
  citrixPrepared: false,
  isDeprecated: false,
  linkedCatalogs: 1,
};

const images: ImageList = {
  items: [
    { id: "img-oct", name: "Win11-Oct", ...imageFields },
    { id: "img-nov", name: "Win11-Nov", ...imageFields },
  ],
  ...fresh,
};

const update: ImageUpdate = {
  id: "upd-1",
  catalogId: "cat-1",
  catalogName: "Accounting",
  fromImage: { id: "img-oct", name: "Win11-Oct" },
  toImage: { id: "img-nov", name: "Win11-Nov" },
  vdaUpdateDelay: 60,
  origin: "catalog-deck",
  requestedBy: { id: "u1", displayName: "Alex Admin" },
  requestedAt: "2026-11-23T11:00:05.000Z",
  state: "running",
};

function session(role: "admin" | "helpdesk"): Session {
  return {
    user: { id: "u1", displayName: "Alex", role },
    method: "password",
    csrfToken: "csrf-1",
    connections: [{ id: "default", name: "Contoso", customerId: "contoso", siteId: "site-1" }],
    demo: false,
    expiresAt: "2026-11-23T19:00:00.000Z",
  };
}

/** A server that answers the page's requests; gives the list of the changing ones. */
function serve(role: "admin" | "helpdesk", catalog = accounting): Request[] {
  const changing: Request[] = [];
  const connection = "/api/connections/default";
  const answers: Record<string, unknown> = {
    "/api/session": session(role),
    [`${connection}/catalogs`]: { items: [catalog], ...fresh },
    [`${connection}/catalogs/cat-1`]: catalog,
    [`${connection}/images`]: images,
    [`${connection}/image-updates`]: { items: [] },
  };
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const { signal: _, ...rest } = init;
    const request = new Request(`http://127.0.0.1${path}`, rest);
    if (request.method !== "GET") {
      changing.push(request);
      if (request.method === "DELETE") return new Response(null, { status: 204 });
      return Response.json(update, { status: 202 });
    }
    const answer = answers[path.replace(/\?.*/, "")];
    return answer === undefined
      ? Response.json({ code: "not-found", status: 404, title: "Not found", detail: "" }, { status: 404 })
      : Response.json(answer);
  });
  return changing;
}

function open(path: string): void {
  window.history.pushState(null, "", path);
  const client = createQueryClient();
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={createAppRouter(client, undefined)} />
    </QueryClientProvider>,
  );
}

afterEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  act(() => dismissAllToasts());
  vi.unstubAllGlobals();
});

test("the address opens the form with its image; sending it leads to the catalog's page", async () => {
  const user = userEvent.setup();
  const changing = serve("admin");
  open("/catalogs/cat-1/update?toImage=img-nov");
  await user.click(await screen.findByRole("button", { name: "Update image" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs/cat-1"));
  expect(changing).toHaveLength(1);
  const [sent] = changing;
  expect(new URL(sent?.url ?? "").pathname).toBe("/api/connections/default/catalogs/cat-1/image-updates");
  expect(sent?.headers.get("x-csrf-token")).toBe("csrf-1");
  expect(sent?.headers.get("idempotency-key")).toMatch(/^[\x21-\x7e]{1,128}$/);
  expect(await sent?.json()).toMatchObject({ imageId: "img-nov", expectedImageId: "img-oct", vdaUpdateDelay: 60 });
});

test("where machines keep their disk the message after sending says that none moves", async () => {
  const user = userEvent.setup();
  serve("admin", { ...accounting, allocationType: "Permanent", persistStaticAllocatedVmDisks: true });
  open("/catalogs/cat-1/update?toImage=img-nov");
  await user.click(await screen.findByRole("checkbox", { name: /keep their disk/ }));
  await user.click(screen.getByRole("button", { name: "Update image" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs/cat-1"));
  expect(await screen.findByText("No existing machine changes; machines added later get Win11-Nov.")).toBeTruthy();
});

test("a helpdesk account sees that an administrator is needed, and no form", async () => {
  serve("helpdesk");
  open("/catalogs/cat-1/update?toImage=img-nov");
  expect(await screen.findByText("Starting an update needs an administrator")).toBeTruthy();
  expect(screen.queryByText("When machines restart")).toBeNull();
  expect(screen.queryByRole("button", { name: "Update image" })).toBeNull();
});

const reasonField = () => screen.findByRole<HTMLInputElement>("textbox", { name: "Reason for this update" });

test("Escape closes a form without changes, and asks about one with them", async () => {
  const user = userEvent.setup();
  serve("admin");
  open("/catalogs/cat-1/update?toImage=img-nov");
  await reasonField();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs"));

  cleanup();
  open("/catalogs/cat-1/update?toImage=img-nov");
  await user.type(await reasonField(), "CHG-77");
  await user.keyboard("{Escape}");
  const question = await screen.findByRole("dialog", { name: "Discard this update?" });
  await user.click(within(question).getByRole("button", { name: "Keep editing" }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Discard this update?" })).toBeNull());
  expect((await reasonField()).value).toBe("CHG-77");
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Discard" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs"));

  cleanup();
  open("/catalogs/cat-1/update?toImage=img-nov");
  expect((await reasonField()).value).toBe("");
});

test("a press outside the form asks as Escape does", async () => {
  const user = userEvent.setup();
  serve("admin");
  open("/catalogs/cat-1/update?toImage=img-nov");
  await user.type(await reasonField(), "CHG-77");
  await user.click(document.body);
  expect(await screen.findByRole("dialog", { name: "Discard this update?" })).toBeTruthy();
});

test("the image is in the address once it has been picked, and a reload keeps it with all that was typed", async () => {
  const user = userEvent.setup();
  serve("admin");
  open("/catalogs/cat-1/update");
  await user.click(await screen.findByRole("option", { name: /^Win11-Nov/ }));
  await waitFor(() => expect(window.location.search).toBe("?toImage=img-nov"));
  await user.type(await reasonField(), "CHG-77");
  cleanup();
  open(`${window.location.pathname}${window.location.search}`);
  expect((await reasonField()).value).toBe("CHG-77");
  expect(screen.getByText("24 machines move to Win11-Nov within 1 hour.")).toBeTruthy();
});

test("signing out forgets what was entered", async () => {
  const user = userEvent.setup();
  const client = createQueryClient();
  serve("admin");
  open("/catalogs/cat-1/update?toImage=img-nov");
  await user.type(await reasonField(), "CHG-77");
  expect(JSON.stringify({ ...sessionStorage })).toContain("CHG-77");
  await signOut(client);
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain("CHG-77");
});

test("a form opened from the catalog's page stays over that page, and closes to it", async () => {
  const user = userEvent.setup();
  serve("admin");
  open("/catalogs/cat-1");
  await user.click(await screen.findByRole("link", { name: "Update image" }));
  expect(await screen.findByRole("dialog", { name: "Update image" })).toBeTruthy();
  expect(screen.getByRole("heading", { level: 1, name: "Accounting", hidden: true })).toBeTruthy();
  await reasonField();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(window.location.pathname).toBe("/catalogs/cat-1");
});

test("the message after sending leads to the update", async () => {
  const user = userEvent.setup();
  serve("admin");
  open("/catalogs/cat-1/update?toImage=img-nov");
  await user.click(await screen.findByRole("button", { name: "Update image" }));
  const messages = within(await screen.findByRole("region", { name: "Messages" }));
  await user.click(await messages.findByRole("button", { name: "Open" }));
  await waitFor(() => expect(window.location.pathname).toBe("/updates/upd-1"));
});
