import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { OneOf, SeveralOf } from "../testing/held-select.tsx";

const manyOptions = Array.from({ length: 1_001 }, (_, at) => ({ value: `c-${at}`, label: `Catalog ${at}` }));
const fewOptions = manyOptions.slice(0, 12);

test("more than 12 options can be searched, by keyboard alone", async () => {
  const user = userEvent.setup();
  render(<OneOf options={manyOptions} />);
  await user.click(screen.getByRole("combobox", { name: "Catalog" }));
  const field = await screen.findByRole("combobox", { name: "Search: Catalog" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.type(field, "777");
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1));
  await user.keyboard("{Enter}");
  await screen.findByRole("combobox", { name: "Catalog: Catalog 777" });
  await waitFor(() => expect(screen.queryByRole("option")).toBeNull());
});

test("12 options have no search", async () => {
  const user = userEvent.setup();
  render(<OneOf options={fewOptions} />);
  await user.click(screen.getByRole("combobox", { name: "Catalog" }));
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(13));
  expect(screen.queryByRole("combobox", { name: /^Search/ })).toBeNull();
  await user.click(screen.getByRole("option", { name: "Catalog 3" }));
  await user.click(await screen.findByRole("combobox", { name: "Catalog: Catalog 3" }));
  await user.click(await screen.findByRole("option", { name: "All" }));
  expect(await screen.findByRole("combobox", { name: "Catalog" })).toBeDefined();
});

test.each([
  ["few", fewOptions],
  ["many", manyOptions],
])("several of %s are chosen one after the other, and taken back at once", async (_, options) => {
  const user = userEvent.setup();
  render(<SeveralOf options={options} />);
  await user.click(screen.getByRole("combobox", { name: "Catalog" }));
  await user.click(await screen.findByRole("option", { name: "Catalog 3" }));
  await user.click(await screen.findByRole("option", { name: "Catalog 1" }));
  const button = await screen.findByRole("combobox", { name: "Catalog: Catalog 1, Catalog 3" });
  expect(button.textContent).toBe("Catalog · 2");
  await user.click(await screen.findByText("Any"));
  expect(await screen.findByRole("combobox", { name: "Catalog" })).toBeDefined();
});

test("what is chosen stands first among many when the list opens", async () => {
  const user = userEvent.setup();
  render(<SeveralOf options={manyOptions} initial={["c-900"]} />);
  await user.click(screen.getByRole("combobox", { name: "Catalog: Catalog 900" }));
  await waitFor(() => expect(screen.getAllByRole("option")[0]?.textContent).toBe("Catalog 900"));
});
