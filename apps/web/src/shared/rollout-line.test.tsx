import { aCatalog, aCatalogList, aCatalogRollout } from "@catalog-deck/contract/testing";
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, serveApp } from "../testing/test-app.tsx";

const catalog = aCatalog({ id: "c-1", name: "Legal", rollout: aCatalogRollout({ name: "December" }) });
const words = /In rollout December · wave 2 of 3, waits for wave 1/;

test.each(["/catalogs", "/catalogs/c-1"])("%s says in which rollout a catalog waits, and for what", async (address) => {
  serveApp("helpdesk", {
    [`${connectionPath}/catalogs`]: aCatalogList([catalog]),
    [`${connectionPath}/catalogs/c-1`]: { ...catalog, ...fresh },
    [`${connectionPath}/image-updates`]: { items: [] },
    [`${connectionPath}/rollouts`]: { items: [], ...fresh },
  });
  openApp(address);
  const main = within(await screen.findByRole("main"));
  expect(
    await main.findByText((_text, element) => element?.tagName === "P" && words.test(element.textContent ?? "")),
  ).toBeDefined();
});
