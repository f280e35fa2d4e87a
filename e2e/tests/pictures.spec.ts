import type {
  AuditVerification,
  CatalogDetail,
  CatalogList,
  ImageList,
  Session,
  SignInMethods,
} from "@catalog-deck/contract";
import { catalogAtCitrix, sessionOf } from "../support/journey.ts";
import { citrixAway, expect } from "../support/pictures-journey.ts";
import {
  changed,
  given,
  never,
  type Picture,
  problem,
  type Scene,
  type Suite,
  takeSuites,
} from "../support/pictures-suite.ts";
import { rolloutLists, rolloutStates } from "../support/rollout-states.ts";

const session = /\/api\/session$/;
const methods = /\/api\/sign-in-methods$/;
const catalogList = /\/api\/connections\/\w+\/catalogs$/;
const oneCatalog = /\/api\/.*\/catalogs\/[\w-]+$/;
const imageList = /\/api\/.*\/images$/;
const oneImage = /\/api\/.*\/images\/[\w-]+$/;
const openRollouts = /\/api\/.*\/rollouts\?state=held/;
const endedRollouts = /\/api\/.*\/rollouts\?state=completed/;
const oneRollout = /\/api\/.*\/rollouts\/r-1$/;
const auditLog = /\/api\/audit(\?|$)/;
const verification = /\/api\/audit\/verification$/;

/** The window alone: for what lies over the page, and for long lists. */
const windowAlone = [{ whole: false }];
const everyWidth = [{}, { width: 768 }, { width: 640 }];
const citrixGone = problem(503, { code: "citrix-unavailable", retryAfterMs: 30_000 });

const articles = ({ page }: Scene, count: number) => expect(page.getByRole("article")).toHaveCount(count);
const first = (count: number) => changed<CatalogList>((body) => ({ ...body, items: body.items.slice(0, count) }));
const unreadableCatalog = changed<CatalogList>((body) => ({
  ...body,
  items: [...body.items.slice(2), { id: "odd-1", name: "Finance-EU", state: "Unknown", unreadable: true }],
  unreadable: 2,
}));
const showsUnreadable = ({ page }: Scene) => expect(page.getByText("Finance-EU").first()).toBeVisible();

const catalogPath = (name: string) => async (scene: Scene) =>
  `/catalogs/${(await catalogAtCitrix(scene.deck, name)).id}`;
const imageOf = (name: string) => async (scene: Scene) =>
  `/images/${(await catalogAtCitrix(scene.deck, name)).imageId}`;

/** The page of an image that no catalog of the demo uses, by its name. */
const imageNamed = (name: string) => async (scene: Scene) => {
  const connection = (await sessionOf(scene.page, scene.deck)).connections[0]?.id;
  const answer = await scene.page.request.get(`${scene.deck.url}/api/connections/${connection}/images`);
  return `/images/${((await answer.json()) as ImageList).items.find((image) => image.name === name)?.id}`;
};

const catalogs: Picture[] = [
  { name: "catalogs: 24 cards", path: "/catalogs", until: (scene) => articles(scene, 24), looks: everyWidth },
  { name: "catalogs: 24 in forced colors", forcedColors: true, looks: [{ whole: false, width: 1440 }] },
  {
    name: "catalogs: export",
    until: ({ page, say }) => page.getByRole("button", { name: say("export_button"), exact: true }).click(),
    looks: windowAlone,
  },
  { name: "catalogs: 24 table", path: "/catalogs?view=table", looks: everyWidth },
  { name: "catalogs: filtered", path: "/catalogs?q=sales&sort=name" },
  { name: "catalogs: filtered empty", path: "/catalogs?q=nothing-has-this-name" },
  { name: "catalogs: 3", path: "/catalogs", answers: [[catalogList, first(3)]] },
  { name: "catalogs: empty", path: "/catalogs", answers: [[catalogList, first(0)]] },
];

const loadsCatalogs = ({ page, say }: Scene) => expect(page.getByText(say("loading_catalogs"))).toBeAttached();

const catalogsInTrouble: Picture[] = [
  { name: "catalogs: loading", path: "/catalogs", answers: [[catalogList, never]], until: loadsCatalogs },
  {
    name: "catalogs: loading, table",
    path: "/catalogs?view=table",
    answers: [[catalogList, never]],
    until: loadsCatalogs,
  },
  {
    name: "catalogs: error",
    path: "/catalogs",
    answers: [
      [
        catalogList,
        problem(503, {
          code: "citrix-unavailable",
          citrixTransactionId: "1f3c8a52-0d0b-4c4e-9a70-5f2f4f3f0a11",
          retryAfterMs: 30_000,
        }),
      ],
    ],
  },
  {
    name: "catalogs: not readable",
    path: "/catalogs",
    answers: [[catalogList, unreadableCatalog]],
    until: showsUnreadable,
  },
  {
    name: "catalogs: not readable, table",
    path: "/catalogs?view=table",
    answers: [[catalogList, unreadableCatalog]],
    until: showsUnreadable,
  },
  {
    name: "catalogs: stale",
    path: "/catalogs",
    answers: [[catalogList, changed<CatalogList>((body) => ({ ...body, stale: true, trouble: citrixAway }))]],
    looks: windowAlone,
  },
  {
    name: "catalogs: rate-limited",
    path: "/catalogs",
    answers: [[catalogList, problem(503, { code: "citrix-rate-limited", retryAfterMs: 45_000 })]],
    answersLater: true,
    until: ({ page, say }) => expect(page.getByText(say("citrix_limits"))).toBeVisible(),
    looks: windowAlone,
  },
  {
    name: "catalogs: offline",
    path: "/catalogs",
    until: async ({ page, context, say }) => {
      await context.setOffline(true);
      await expect(page.getByText(say("offline"), { exact: true })).toBeVisible();
    },
    after: ({ context }) => context.setOffline(false),
    looks: windowAlone,
  },
];

const stateFilter = ({ page, say }: Scene) =>
  page.getByRole("combobox", { name: say("column_state"), exact: true }).click();

const menus: Picture[] = [
  {
    name: "menus: account",
    path: "/catalogs",
    until: async ({ page, say }) => {
      await page.getByRole("button", { name: say("account_of", { name: "ada" }) }).click();
      await expect(page.getByRole("menu")).toBeVisible();
    },
    after: ({ page }) => page.keyboard.press("Escape"),
    looks: windowAlone,
  },
  {
    name: "menus: filter",
    until: stateFilter,
    after: ({ page }) => page.keyboard.press("Escape"),
    looks: [{ whole: false, width: 1440 }],
  },
  {
    name: "catalogs: filters shown",
    until: async ({ page, say }) => {
      await page.setViewportSize({ width: 360, height: 780 });
      await page.getByRole("button", { name: say("filters"), exact: true }).click();
    },
    looks: [{ whole: false, width: 360 }],
  },
  {
    name: "menus: filter",
    until: stateFilter,
    after: ({ page }) => page.keyboard.press("Escape"),
    looks: [{ whole: false, width: 360 }],
  },
  {
    name: "dialogs: keys",
    path: "/catalogs",
    until: async ({ page }) => {
      await page.locator("body").press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
    looks: windowAlone,
  },
  { name: "missing: page", path: "/nowhere" },
  { name: "missing: catalog", path: "/catalogs/none" },
  {
    name: "dialogs: session ended",
    path: "/catalogs",
    until: async ({ page, context }) => {
      await context.clearCookies({ name: "deck_session" });
      await page.getByRole("link").filter({ hasText: "Legal" }).first().click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
    looks: windowAlone,
  },
];

const firstCatalog = async ({ deck }: Scene) => (await deck.simulator.control.catalogs())[0];

const thousand: Picture[] = [
  {
    name: "catalogs: 1000 cards",
    path: "/catalogs",
    until: ({ page }) => expect(page.getByRole("article").first()).toBeVisible(),
    looks: windowAlone,
  },
  { name: "catalogs: 1000 table", path: "/catalogs?view=table", looks: windowAlone },
  { name: "images: 1000 catalogs", path: "/images", looks: windowAlone },
  {
    name: "form: over 1000 catalogs",
    path: async (scene) => `/catalogs/${(await firstCatalog(scene))?.id}/update`,
    until: ({ page }) => expect(page.getByRole("dialog").getByRole("textbox").first()).toBeVisible(),
    looks: windowAlone,
  },
  { name: "image: with 1000 catalogs", path: async (scene) => `/images/${(await firstCatalog(scene))?.imageId}` },
];

const states = {
  "Design-Studio": "input required",
  "Data-Science": "warning that is none",
  Marketing: "waiting for restarts",
  Reception: "image deprecated",
  "Branch-Kuala-Lumpur": "unknown",
  "Trade-Fair-Berlin": "gone at Citrix",
  "Sales-EU": "external update",
  "Head-Office-PCs": "remote PC",
};
const broken = catalogPath("Engineering-CAD");

const catalog: Picture[] = [
  ...Object.entries(states).map(
    ([name, state]): Picture => ({
      name: `catalog: ${state}`,
      path: catalogPath(name),
      until: ({ page }) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible(),
    }),
  ),
  { name: "catalog: error", path: broken, looks: [{ width: 768 }, { width: 640 }] },
  {
    name: "catalog: stale",
    path: broken,
    answers: [[oneCatalog, changed<CatalogDetail>((body) => ({ ...body, stale: true, trouble: citrixAway }))]],
    looks: windowAlone,
  },
  { name: "catalog: not read", path: broken, answers: [[oneCatalog, citrixGone]] },
  {
    name: "catalog: loading",
    path: broken,
    answers: [[oneCatalog, never]],
    until: ({ page, say }) =>
      expect(page.getByRole("status").filter({ hasText: say("loading_catalog") })).toBeAttached(),
  },
];

const wallboard: Picture[] = [
  {
    name: "wallboard: 24",
    path: "/wallboard",
    until: (scene) => articles(scene, 24),
    looks: [{ whole: false }, { whole: false, width: 768 }, { whole: false, width: 640 }],
  },
  { name: "wallboard: 24 in forced colors", forcedColors: true, looks: [{ whole: false, width: 1440 }] },
  { name: "wallboard: 3", path: "/wallboard", answers: [[catalogList, first(3)]], looks: windowAlone },
  { name: "wallboard: empty", path: "/wallboard", answers: [[catalogList, first(0)]], looks: windowAlone },
  {
    name: "wallboard: not readable",
    path: "/wallboard",
    answers: [[catalogList, unreadableCatalog]],
    until: showsUnreadable,
    looks: windowAlone,
  },
  {
    name: "wallboard: stale",
    path: "/wallboard",
    answers: [
      [
        catalogList,
        changed<CatalogList>((body) => ({
          ...body,
          stale: true,
          fetchedAt: new Date(Date.parse(body.fetchedAt) - 14 * 60_000).toISOString(),
          trouble: citrixAway,
        })),
      ],
    ],
    until: ({ page, say }) => expect(page.getByText(say("data_old"))).toBeVisible(),
    looks: windowAlone,
  },
  {
    name: "wallboard: error",
    path: "/wallboard",
    answers: [[catalogList, citrixGone]],
    until: ({ page, say }) => expect(page.getByText(say("wall_unread"))).toBeVisible(),
    looks: windowAlone,
  },
  {
    name: "wallboard: loading",
    path: "/wallboard",
    answers: [[catalogList, never]],
    until: ({ page, say }) => expect(page.getByRole("status", { name: say("wall_reading") })).toBeVisible(),
    looks: windowAlone,
  },
  {
    name: "wallboard: offline",
    path: "/wallboard",
    until: async (scene) => {
      await articles(scene, 24);
      await scene.context.setOffline(true);
      await expect(scene.page.getByText(scene.say("offline"), { exact: true })).toBeVisible();
    },
    after: ({ context }) => context.setOffline(false),
    looks: windowAlone,
  },
  {
    name: "wallboard: session ended",
    path: "/wallboard",
    answers: [[catalogList, problem(401, { code: "not-signed-in" })]],
    answersLater: true,
    until: ({ page, say }) => expect(page.getByText(say("wall_signed_out"))).toBeVisible(),
    looks: windowAlone,
  },
];

const wallboardOfMany: Picture[] = [
  { name: "wallboard: 1000", path: "/wallboard", until: (scene) => articles(scene, 100), looks: windowAlone },
  { name: "wallboard: 100", path: "/wallboard", answers: [[catalogList, first(100)]], looks: windowAlone },
];

const demoAccounts = (["admin", "helpdesk"] as const).map((role) => ({ username: role, password: "a demo's", role }));
const company = { kind: "oidc", label: "Contoso", href: "/api/auth/oidc/start" } as const;
const byCompany = changed<SignInMethods>(() => ({ methods: [company] }));
const providerProblems = [
  "no-role",
  "too-many-groups",
  "provider-unreachable",
  "cancelled",
  "expired",
  "refused",
  "unavailable",
  "overloaded",
];

const signInWith = async ({ page, say }: Scene, password: string) => {
  await page.getByLabel(say("password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: say("sign_in"), exact: true }).click();
};

const signIn: Picture[] = [
  { name: "sign-in: password", path: "/sign-in" },
  {
    name: "sign-in: wrong password",
    until: async (scene) => {
      await scene.page.getByLabel(scene.say("user_name")).fill("ada");
      await signInWith(scene, "wrong");
      await expect(scene.page.getByRole("alert")).toBeVisible();
    },
  },
  {
    name: "sign-in: too many tries",
    answers: [[session, problem(429, { code: "too-many-requests", retryAfterMs: 45_000 })]],
    until: async (scene) => {
      await signInWith(scene, "wrong again");
      await expect(scene.page.getByText(scene.say("sign_in_too_many"), { exact: true })).toBeVisible();
    },
  },
  {
    name: "sign-in: demo",
    path: "/sign-in",
    answers: [[methods, changed<SignInMethods>((body) => ({ ...body, demo: { accounts: demoAccounts } }))]],
  },
  {
    name: "sign-in: company and password",
    path: "/sign-in",
    answers: [[methods, changed<SignInMethods>(() => ({ methods: [company, { kind: "password" }] }))]],
  },
  ...providerProblems.map(
    (word): Picture => ({
      name: `sign-in: ${word}`,
      path: `/sign-in?problem=${word}`,
      answers: [[methods, byCompany]],
    }),
  ),
  {
    name: "sign-in: unknown authority",
    path: "/sign-in?problem=provider-unreachable&cause=certificate-authority",
    answers: [[methods, byCompany]],
  },
  { name: "sign-in: signed out", path: "/sign-in?state=signed-out", answers: [[methods, byCompany]] },
  {
    name: "sign-in: server in trouble",
    path: "/sign-in",
    answers: [[methods, problem(503, { code: "overloaded" })]],
  },
  { name: "set-up: form", path: "/set-up#token" },
  { name: "set-up: link incomplete", path: "/set-up" },
];

const images: Picture[] = [
  { name: "images: all", path: "/images" },
  {
    name: "images: the server's clock is wrong",
    path: "/images",
    answers: [[session, changed<Session>((body) => ({ ...body, clockOffBySeconds: 612 }))]],
  },
  { name: "images: filtered empty", path: "/images?q=nothing-has-this-name" },
  { name: "image: in use", path: imageOf("Sales-APAC") },
  { name: "image: another", path: imageOf("Legal") },
  ...["Win10-22H2", "Win11-24H2-CAD-Nov", "Win11-25H2-Pilot"].map(
    (name): Picture => ({ name: `image: ${name}`, path: imageNamed(name) }),
  ),
  {
    name: "image: error",
    path: imageOf("Legal"),
    answers: [[oneImage, problem(503, { code: "citrix-unavailable" })]],
  },
  {
    name: "image: loading",
    path: imageOf("Legal"),
    answers: [[oneImage, never]],
    until: ({ page, say }) => expect(page.getByRole("status", { name: say("image_reading") })).toBeVisible(),
  },
  {
    name: "images: none",
    path: "/images",
    answers: [[imageList, changed<ImageList>((body) => ({ ...body, items: [] }))]],
  },
  {
    name: "images: not readable",
    path: "/images",
    answers: [
      [
        imageList,
        changed<ImageList>((body) => ({
          ...body,
          items: [...body.items.slice(2), { id: "odd-1", name: "Win11-Odd", state: "Unknown", unreadable: true }],
          unreadable: 2,
        })),
      ],
    ],
    until: ({ page }) => expect(page.getByText("Win11-Odd").first()).toBeVisible(),
  },
  {
    name: "images: error",
    path: "/images",
    answers: [[imageList, problem(502, { code: "citrix-unreadable" })]],
  },
  {
    name: "images: loading",
    path: "/images",
    answers: [[imageList, never]],
    until: ({ page, say }) => expect(page.getByRole("status", { name: say("images_reading") })).toBeVisible(),
  },
];

const verify = ({ page, say }: Scene) => page.getByRole("button", { name: say("audit_verify") }).click();

const audit: Picture[] = [
  {
    name: "audit: entries",
    path: async ({ page, deck }) => {
      const data = { username: "mallory", password: "a wrong password" };
      await page.request.post(`${deck.url}/api/session`, { data });
      return "/audit";
    },
  },
  {
    name: "audit: verified",
    until: async (scene) => {
      await verify(scene);
      await expect(scene.page.getByText(/^\d+:[0-9a-f]{64}$/)).toBeVisible();
    },
  },
  { name: "audit: one entry", until: ({ page }) => page.getByRole("table").getByRole("button").last().click() },
  {
    name: "audit: chain broken",
    answers: [
      [
        verification,
        changed<AuditVerification>((body) => ({
          ...body,
          whole: false,
          entries: 1,
          firstBroken: { sequence: 2, code: "changed", reason: "It is not the entry that was written." },
        })),
      ],
    ],
    until: async (scene) => {
      await verify(scene);
      await expect(scene.page.getByText(scene.say("audit_break_changed")).last()).toBeVisible();
    },
  },
  { name: "audit: filtered", path: "/audit?person=nobody" },
  { name: "audit: error", path: "/audit", answers: [[auditLog, problem(503, { code: "storage-unavailable" })]] },
  {
    name: "audit: loading",
    path: "/audit",
    answers: [[auditLog, never]],
    until: ({ page, say }) => expect(page.getByRole("status", { name: say("audit_loading") })).toBeVisible(),
  },
];

const accounts: Picture[] = [
  { name: "accounts: list", path: "/accounts" },
  {
    name: "accounts: actions",
    until: ({ page, say }) => page.getByRole("button", { name: say("accounts_actions_of", { name: "ada" }) }).click(),
    looks: windowAlone,
  },
  {
    name: "accounts: last administrator",
    until: async ({ page, say }) => {
      await page.getByRole("menuitem", { name: say("accounts_disable"), exact: true }).click();
      const disable = page.getByRole("dialog").getByRole("button", { name: say("accounts_disable"), exact: true });
      await disable.click();
      await expect(page.getByText(say("accounts_last_admin"), { exact: true })).toBeVisible();
    },
    looks: windowAlone,
  },
  {
    name: "accounts: new",
    path: "/accounts",
    until: ({ page, say }) => page.getByRole("button", { name: say("accounts_new") }).click(),
    looks: windowAlone,
  },
  {
    name: "accounts: made",
    until: async ({ page, say }) => {
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(say("accounts_username")).fill("zoe");
      await dialog.getByLabel(say("accounts_display_name"), { exact: true }).fill("Zoë");
      await dialog.getByRole("button", { name: say("accounts_create") }).click();
      await expect(page.getByText(say("accounts_created_title", { name: "Zoë" }))).toBeVisible();
    },
    looks: windowAlone,
  },
  { name: "account: own", path: "/account" },
];

const listed = rolloutLists([
  ...["held, failures", "running", "scheduled"],
  ...["completed", "completed with failures", "cancelled"],
]);

const rolloutPages: Picture[] = [
  ...Object.entries(rolloutStates).map(([state, rollout]): Picture => {
    return {
      name: `rollout: ${state}`,
      path: "/rollouts/r-1",
      answers: [[oneRollout, given(rollout)]],
      until: ({ page }) => expect(page.getByRole("heading", { level: 1, name: rollout.name })).toBeVisible(),
    };
  }),
  {
    name: "rollouts: list",
    path: "/rollouts",
    answers: [
      [openRollouts, given(listed.open)],
      [endedRollouts, given(listed.ended)],
    ],
  },
  { name: "rollouts: none", path: "/rollouts" },
];

const selectsSix = async ({ page, say }: Scene) => {
  await page.getByRole("button", { name: say("paste_open") }).click();
  const names = [
    "Accounting",
    "Human-Resources",
    "Legal",
    "Executives",
    "Reception",
    "Warehouse-US",
    "No-Such-Catalog",
  ];
  await page.getByRole("dialog").getByRole("textbox").fill(names.join("\n"));
};

const rolloutForm: Picture[] = [
  { name: "selecting: pasted names", path: "/catalogs?view=table", until: selectsSix, looks: windowAlone },
  {
    name: "selecting: six",
    until: async ({ page }) => {
      await page.getByRole("dialog").locator("button[type=submit]").click();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    },
    looks: windowAlone,
  },
  { name: "rollout form: no image yet", path: "/rollouts/new" },
  {
    name: "rollout form: checked",
    until: async ({ page, say }) => {
      await page.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await page.getByRole("option", { name: /^Win11-24H2-Nov/ }).click();
      await expect(page.getByRole("list", { name: say("plan_warnings") })).toBeVisible();
    },
  },
];

const suites: Suite[] = [
  { title: "catalogs: fleets of every size, filters, and the table", pictures: catalogs },
  { title: "catalogs: while they load, and in trouble", pictures: catalogsInTrouble },
  { title: "menus, keys, messages, pages that do not exist, and a session that ends", pictures: menus },
  { title: "catalogs: 1,000", pictures: thousand, catalogs: 1_000 },
  { title: "a catalog's page in every state", pictures: catalog },
  { title: "the wallboard, and in trouble", pictures: wallboard },
  { title: "the wallboard with many", pictures: wallboardOfMany, catalogs: 1_000 },
  { title: "sign-in and set-up", pictures: signIn, signedOut: true },
  { title: "images", pictures: images },
  { title: "rollouts in every state", pictures: rolloutPages },
  { title: "selecting catalogs, and the form for many", pictures: rolloutForm },
  { title: "audit", pictures: audit },
  { title: "accounts", pictures: accounts },
];

takeSuites(suites);
