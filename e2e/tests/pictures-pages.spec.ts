import type { AuditVerification, ImageList, Session, SignInMethods } from "@catalog-deck/contract";
import { catalogAtCitrix, sessionOf } from "../support/journey.ts";
import { answerChanged, answerNever, answerProblem, expect, signedIn, test } from "../support/pictures-journey.ts";

const session = /\/api\/session$/;
const auditLog = /\/api\/audit(\?|$)/;
const verification = /\/api\/audit\/verification$/;
const methods = /\/api\/sign-in-methods$/;
const oneImage = /\/api\/.*\/images\/[\w-]+$/;
const imageList = /\/api\/.*\/images$/;
const demoAccounts = (["admin", "helpdesk"] as const).map((role) => ({ username: role, password: "a demo's", role }));
const company = { kind: "oidc", label: "Contoso", href: "/api/auth/oidc/start" } as const;
const problems = [
  "no-role",
  "too-many-groups",
  "provider-unreachable",
  "cancelled",
  "expired",
  "refused",
  "unavailable",
];

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("sign-in and set-up", async ({ page, look, open, say }) => {
      await open("/sign-in");
      await look("sign-in: password");
      await page.getByLabel(say("user_name")).fill("ada");
      await page.getByLabel(say("password"), { exact: true }).fill("wrong");
      await page.getByRole("button", { name: say("sign_in"), exact: true }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await look("sign-in: wrong password");
      await answerProblem(page, session, 429, { code: "too-many-requests", retryAfterMs: 45_000 });
      await page.getByLabel(say("password"), { exact: true }).fill("wrong again");
      await page.getByRole("button", { name: say("sign_in"), exact: true }).click();
      await expect(page.getByText(say("sign_in_too_many"), { exact: true })).toBeVisible();
      await look("sign-in: too many tries");
      await page.unroute(session);
      await answerChanged<SignInMethods>(page, methods, (body) => ({ ...body, demo: { accounts: demoAccounts } }));
      await open("/sign-in");
      await look("sign-in: demo");
      await page.unroute(methods);
      await answerChanged<SignInMethods>(page, methods, () => ({ methods: [company, { kind: "password" }] }));
      await open("/sign-in");
      await look("sign-in: company and password");
      await page.unroute(methods);
      await answerChanged<SignInMethods>(page, methods, () => ({ methods: [company] }));
      for (const problem of problems) {
        await open(`/sign-in?problem=${problem}`);
        await look(`sign-in: ${problem}`);
      }
      await open("/sign-in?problem=provider-unreachable&cause=certificate-authority");
      await look("sign-in: unknown authority");
      await open("/sign-in?state=signed-out");
      await look("sign-in: signed out");
      await page.unroute(methods);
      await answerProblem(page, methods, 503, { code: "overloaded" });
      await open("/sign-in");
      await look("sign-in: server in trouble");
      await page.unroute(methods);
      await open("/set-up#token");
      await look("set-up: form");
      await open("/set-up");
      await look("set-up: link incomplete");
    });

    test("images", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      await open("/images");
      await look("images: all");
      await answerChanged<Session>(page, session, (body) => ({ ...body, clockOffBySeconds: 612 }));
      await open("/images");
      await look("images: the server's clock is wrong");
      await page.unroute(session);
      await open("/images?q=nothing-has-this-name");
      await look("images: filtered empty");
      const { imageId } = await catalogAtCitrix(deck, "Sales-APAC");
      await open(`/images/${imageId}`);
      await look("image: in use");
      const { imageId: other } = await catalogAtCitrix(deck, "Legal");
      await open(`/images/${other}`);
      await look("image: another");
      const connection = (await sessionOf(page, deck)).connections[0]?.id;
      const list = await page.request.get(`${deck.url}/api/connections/${connection}/images`);
      const { items } = (await list.json()) as ImageList;
      for (const name of ["Win10-22H2", "Win11-24H2-CAD-Nov", "Win11-25H2-Pilot"]) {
        await open(`/images/${items.find((image) => image.name === name)?.id}`);
        await look(`image: ${name}`);
      }
      await answerProblem(page, oneImage, 503, { code: "citrix-unavailable" });
      await open(`/images/${other}`);
      await look("image: error");
      await page.unroute(oneImage);
      await answerNever(page, oneImage);
      await page.goto(`${deck.url}/images/${other}`);
      await expect(page.getByRole("status", { name: say("image_reading") })).toBeVisible();
      await look("image: loading");
      await page.unroute(oneImage);
      await answerChanged<ImageList>(page, imageList, (body) => ({ ...body, items: [] }));
      await open("/images");
      await look("images: none");
      await page.unroute(imageList);
      await answerChanged<ImageList>(page, imageList, (body) => ({
        ...body,
        items: [...body.items.slice(2), { id: "odd-1", name: "Win11-Odd", state: "Unknown", unreadable: true }],
        unreadable: 2,
      }));
      await open("/images");
      await expect(page.getByText("Win11-Odd").first()).toBeVisible();
      await look("images: not readable");
      await page.unroute(imageList);
      await answerProblem(page, imageList, 502, { code: "citrix-unreadable" });
      await open("/images");
      await look("images: error");
      await page.unroute(imageList);
      await answerNever(page, imageList);
      await page.goto(`${deck.url}/images`);
      await expect(page.getByRole("status", { name: say("images_reading") })).toBeVisible();
      await look("images: loading");
    });

    test("audit", async ({ page, deck, look, open, say }) => {
      await page.request.post(`${deck.url}/api/session`, {
        data: { username: "mallory", password: "a wrong password" },
      });
      await signedIn(page, deck);
      await open("/audit");
      await look("audit: entries");
      await page.getByRole("button", { name: say("audit_verify") }).click();
      await expect(page.getByText(/^\d+:[0-9a-f]{64}$/)).toBeVisible();
      await look("audit: verified");
      await page.getByRole("table").getByRole("button").last().click();
      await look("audit: one entry");
      await answerChanged<AuditVerification>(page, verification, (body) => ({
        ...body,
        whole: false,
        entries: 1,
        firstBroken: { sequence: 2, code: "changed", reason: "It is not the entry that was written." },
      }));
      await page.getByRole("button", { name: say("audit_verify") }).click();
      await expect(page.getByText(say("audit_break_changed")).last()).toBeVisible();
      await look("audit: chain broken");
      await open("/audit?person=nobody");
      await look("audit: filtered");
      await answerProblem(page, auditLog, 503, { code: "storage-unavailable" });
      await open("/audit");
      await look("audit: error");
      await page.unroute(auditLog);
      await answerNever(page, auditLog);
      await page.goto(`${deck.url}/audit`);
      await expect(page.getByRole("status", { name: say("audit_loading") })).toBeVisible();
      await look("audit: loading");
    });

    test("accounts", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      const { csrfToken } = await sessionOf(page, deck);
      expect(csrfToken).not.toBe("");
      await open("/accounts");
      await look("accounts: list");
      await page.getByRole("button", { name: say("accounts_actions_of", { name: "ada" }) }).click();
      await look("accounts: actions", { whole: false });
      await page.getByRole("menuitem", { name: say("accounts_disable"), exact: true }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("accounts_disable"), exact: true })
        .click();
      await expect(page.getByText(say("accounts_last_admin"), { exact: true })).toBeVisible();
      await look("accounts: last administrator", { whole: false });
      await open("/accounts");
      await page.getByRole("button", { name: say("accounts_new") }).click();
      await look("accounts: new", { whole: false });
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(say("accounts_username")).fill("zoe");
      await dialog.getByLabel(say("accounts_display_name"), { exact: true }).fill("Zoë");
      await dialog.getByRole("button", { name: say("accounts_create") }).click();
      await expect(page.getByText(say("accounts_created_title", { name: "Zoë" }))).toBeVisible();
      await look("accounts: made", { whole: false });
      await open("/account");
      await look("account: own");
    });
  });
}
