import type { SignInMethods } from "@catalog-deck/contract";
import type { Locator, Page } from "@playwright/test";
import { findings, reflowTroubles, troubles } from "../support/accessibility.ts";
import type { Deck } from "../support/deck.ts";
import { answerTo, catalogAtCitrix, sessionOf } from "../support/journey.ts";
import { expect, test as journey, signedIn } from "../support/language-journey.ts";
import { answerChanged, answerProblem } from "../support/pictures-journey.ts";
import { rolloutStates } from "../support/rollout-states.ts";

interface Fixtures {
  /** Goes to a path; it is there when its heading is, and no gray block is left. */
  go: (path: string) => Promise<void>;
  /** Says what stands against the page as it is now; `shown` is there before it is looked at. */
  look: (what: string, shown?: Locator) => Promise<void>;
}

const test = journey.extend<Fixtures>({
  go: async ({ page, deck }, use) =>
    use(async (path) => {
      await page.goto(`${deck.url}${path}`);
      await expect(page.locator("h1, [role=dialog]").first()).toBeVisible();
      await expect(page.locator(".animate-skeleton")).toHaveCount(0);
    }),
  look: async ({ page, language }, use) =>
    use(async (what, shown) => {
      if (shown) await expect(shown).toBeVisible();
      expect.soft(await troubles(page), what).toEqual([]);
      if (language === "de") expect.soft(await reflowTroubles(page), what).toEqual([]);
    }),
});

/** Gives the person a saved view, so that the menu of views has one. */
async function saveView(page: Page, deck: Deck): Promise<void> {
  const { csrfToken } = await sessionOf(page, deck);
  const headers = { "x-csrf-token": csrfToken };
  const data = { views: [{ name: "Europe, what needs attention", search: "region=westeurope" }] };
  await answerTo(() => page.request.put(`${deck.url}/api/settings/saved-views?connection=default`, { headers, data }));
}

test.describe.configure({ mode: "parallel", timeout: 600_000 });

// Either theme and width with one of the languages: every page is seen in each of them, and at 640 and 320 px in German,
// whose words are longer.
for (const { language, colorScheme, width } of [
  { language: "en", colorScheme: "light", width: 1280 },
  { language: "de", colorScheme: "dark", width: 360 },
] as const) {
  test.describe(`${language}, ${colorScheme}, ${width} px`, () => {
    test.use({
      language,
      colorScheme,
      viewport: { width, height: 900 },
      contextOptions: { reducedMotion: "reduce" },
    });

    test("nothing stands against sign-in, accounts, audit, images, and what lies over them", async ({
      page,
      deck,
      go,
      look,
      say,
    }) => {
      const dialog = page.getByRole("dialog");
      const menu = page.getByRole("menu");
      await go("/sign-in");
      await look("sign-in", page.getByLabel(say("user_name")));
      await page.getByLabel(say("user_name")).fill("ada");
      await page.getByLabel(say("password"), { exact: true }).fill("wrong");
      await page.keyboard.press("Enter");
      await look("wrong password", page.getByRole("alert"));
      const methods = /\/api\/sign-in-methods$/;
      await answerChanged<SignInMethods>(page, methods, ({ methods: known }) => ({
        methods: [{ kind: "oidc", label: "Contoso", href: "/api/auth/oidc/start" }, ...known],
      }));
      await go("/sign-in?problem=no-role");
      await look("no role", page.getByRole("alert"));
      await page.unroute(methods);
      await go("/set-up#token");
      await look("set-up");
      await go("/set-up");
      await look("set-up, link incomplete");

      await signedIn(page, deck);
      await go("/accounts");
      await look("accounts", page.getByRole("row", { name: "Hedy" }));
      const actions = page.getByRole("button", { name: say("accounts_actions_of", { name: "ada" }) });
      await actions.click();
      await look("actions of an account", menu);
      await page.getByRole("menuitem", { name: say("accounts_disable"), exact: true }).click();
      await dialog.getByRole("button", { name: say("accounts_disable"), exact: true }).click();
      await look("the last administrator", page.getByText(say("accounts_last_admin"), { exact: true }));
      await page.keyboard.press("Escape");
      await actions.click();
      await page.getByRole("menuitem", { name: say("accounts_set_password") }).click();
      await look("set a password", dialog);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: say("accounts_new") }).click();
      await look("new account", dialog);
      await dialog.getByRole("button", { name: say("accounts_password_own") }).click();
      await dialog.getByLabel(say("accounts_password"), { exact: true }).fill("short");
      await dialog.getByLabel(say("accounts_username")).fill("zoe");
      await dialog.getByRole("button", { name: say("accounts_create") }).click();
      await look("new account, short password", dialog.getByText(say("accounts_password_short")));
      await dialog.getByLabel(say("accounts_password"), { exact: true }).fill("kangaroo ladder tuesday");
      await dialog.getByRole("button", { name: say("accounts_create") }).click();
      await look("account made", page.getByText(say("accounts_created_title", { name: "zoe" })));
      await go("/account");
      await look("own account", page.getByText(say("me_session_here")));
      await page.getByRole("button", { name: say("me_everywhere") }).click();
      await look("sign out everywhere", dialog);

      await go("/audit");
      await page
        .getByRole("button", { name: new RegExp(`^${say("audit_details_of", { what: ".*", time: ".*" })}`) })
        .first()
        .click();
      await page.getByRole("button", { name: say("audit_verify") }).click();
      await look("audit", page.getByText(/^\d+:[0-9a-f]{64}$/));
      await page.getByRole("combobox").nth(2).click();
      await look("choices of a filter", page.getByRole("listbox"));
      await go("/audit?what=account-disabled");
      await look("audit, nothing matches", page.getByText(say("audit_none_match")));

      await go("/images");
      await look("images and the radar", page.getByRole("article").first());
      const { imageId } = await catalogAtCitrix(deck, "Sales-APAC");
      await go(`/images/${imageId}`);
      await look("image");
      await go("/nowhere");
      await look("no such page");
      await go("/catalogs/none");
      await look("no such catalog");
      await page.goto(`${deck.url}/wallboard`);
      await expect(page.getByRole("article").first()).toBeVisible();
      // Made for a screen on the wall, that nobody zooms: long names are cut there on purpose.
      expect.soft(await findings(page), "wallboard").toEqual([]);
    });

    test("nothing stands against catalogs, updates, the form, and what lies over them", async ({
      page,
      deck,
      go,
      look,
      say,
    }) => {
      const dialog = page.getByRole("dialog");
      const menu = page.getByRole("menu");
      await signedIn(page, deck);
      await saveView(page, deck);
      await go("/catalogs");
      await look("catalogs as cards", page.getByRole("article").first());
      await page.getByRole("button", { name: say("account_of", { name: "ada" }) }).click();
      await look("account menu", menu);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: say("export_button"), exact: true }).click();
      await look("export menu", menu);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: say("view_menu"), exact: true }).click();
      await look("views menu", menu);
      await page.getByRole("menuitemradio").first().click();
      await page.getByRole("button", { name: say("view_current", { name: "Europe, what needs attention" }) }).click();
      await look("menu of the view", menu);
      await page.getByRole("menuitem", { name: say("view_save_new") }).click();
      await dialog.getByRole("button", { name: say("view_save") }).click();
      await look("view without a name", dialog.getByText(say("view_name_missing")));
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await look("keyboard keys", dialog);
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: say("palette_label") }).fill("sales");
      await look("palette", page.getByRole("option").first());
      await go("/catalogs?view=table");
      await look("catalogs as a table", page.getByRole("row").nth(2));
      await go("/catalogs?q=nothing-has-this-name");
      await look("no catalog matches");

      const { id } = await catalogAtCitrix(deck, "Accounting");
      await go(`/catalogs/${id}`);
      await look("catalog at rest");
      await go(`/catalogs/${id}/update`);
      await look("update form", dialog.getByLabel(say("image_search")));
      await dialog.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await dialog.getByText("Win11-24H2-Nov", { exact: true }).click();
      await look("update form, image chosen", dialog.getByRole("slider"));
      await dialog.getByRole("button", { name: say("dry_check") }).click();
      await look("checked without sending", page.getByText(say("dry_would_send"), { exact: true }));
      await page.keyboard.press("Escape");
      await dialog.getByRole("radio", { name: say("restart_now") }).check();
      await dialog.getByRole("button", { name: say("submit_now") }).click();
      await look("update form with problems", dialog.getByLabel(say("form_catalog_name")));
      await dialog.getByLabel(say("form_catalog_name")).fill("Accounting");
      await dialog.getByRole("button", { name: say("submit_now") }).click();
      await look("catalog while it updates", page.getByRole("region", { name: say("update_under_way") }));
      await go("/updates?durations=shown");
      await look("updates", page.getByRole("table"));
      await page.getByRole("table").getByRole("link").first().click();
      await expect(page.getByRole("heading", { level: 1, name: "Accounting" })).toBeVisible();
      await look("update");

      await go("/rollouts");
      await look("no rollouts");
      for (const state of ["running", "held, failures", "held, rules", "scheduled", "completed with failures"]) {
        const shown = rolloutStates[state];
        await page.route(/\/api\/.*\/rollouts\/r-1$/, (route) => route.fulfill({ json: shown }));
        await go("/rollouts/r-1");
        await look(`rollout, ${state}`, page.getByRole("heading", { level: 1, name: shown?.name ?? "" }));
        await page.unroute(/\/api\/.*\/rollouts\/r-1$/);
      }
      await go("/catalogs");
      await page.getByRole("button", { name: say("paste_open") }).click();
      await dialog.getByRole("textbox").fill("Legal\nExecutives\nReception");
      await look("pasted names", dialog);
      await dialog.locator("button[type=submit]").click();
      await page.getByRole("link", { name: say("update_image_more") }).click();
      await look("rollout form", page.getByLabel(say("image_search")));
      await page.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await page.getByRole("option", { name: /^Win11-24H2-Nov/ }).click();
      await look("rollout form, checked", page.getByRole("list", { name: say("plan_warnings") }));

      const list = /\/api\/connections\/\w+\/image-updates(\?.*)?$/;
      await answerProblem(page, list, 503, { code: "citrix-unavailable", citrixTransactionId: "1f3c8a52-0d0b" });
      await go("/updates");
      await look("updates that cannot be read", page.getByRole("alert"));
      await page.unroute(list);
      await page.context().clearCookies({ name: "deck_session" });
      await page.getByRole("link", { name: say("nav_images"), exact: true }).click();
      await look("session ended", page.getByRole("dialog", { name: say("session_ended") }));
    });
  });
}

test.describe("forced colors", () => {
  test.use({ contextOptions: { forcedColors: "active" } });

  test("progress, choices, switches and the focus are seen without the product's own colors", async ({
    page,
    deck,
    go,
    say,
  }) => {
    await signedIn(page, deck);
    await go("/catalogs");
    const bar = page.getByRole("progressbar").first();
    await expect(bar).toBeVisible();
    expect(await styleOf(bar.locator("> *"), "backgroundColor")).not.toBe(await styleOf(bar, "backgroundColor"));
    expect(await styleOf(page.getByRole("button", { pressed: true }).first(), "outlineStyle")).toBe("solid");
    expect(await styleOf(page.getByRole("button", { pressed: false }).first(), "outlineStyle")).toBe("none");
    expect(await styleOf(page.getByRole("navigation").locator("[aria-current=page]"), "outlineStyle")).toBe("solid");
    const account = page.getByRole("button", { name: say("account_of", { name: "ada" }) });
    await account.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menu")).toBeVisible();
    const [chosen, other] = [page.locator("[role^=menuitem][data-highlighted]"), page.getByRole("menuitem").last()];
    await page.keyboard.press("ArrowDown");
    expect(await styleOf(chosen, "backgroundColor")).not.toBe(await styleOf(other, "backgroundColor"));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    // Everything that the Tab key reaches shows it, and none of it lies under the header that stays.
    const unseen: string[] = [];
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press("Tab");
      unseen.push(...(await page.evaluate(focusUnseen)));
    }
    expect(unseen).toEqual([]);
  });
});

async function styleOf(part: Locator, property: "backgroundColor" | "outlineStyle"): Promise<string> {
  return part.evaluate((element, name) => getComputedStyle(element)[name], property);
}

/** What has the focus and does not show it, or lies under something else (WCAG 2.4.7, 2.4.11); runs in the page. */
function focusUnseen(): string[] {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return [];
  const { outlineStyle } = getComputedStyle(focused);
  const { left, top, width, height } = focused.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  const name = focused.outerHTML.slice(0, 120);
  return [
    ...(outlineStyle === "none" ? [`no ring: ${name}`] : []),
    ...(above && !focused.contains(above) && !above.contains(focused) ? [`covered: ${name}`] : []),
  ];
}
