import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { LongText } from "./long-text.tsx";

test("a long text is shortened, shown whole by a button that says so, and stays so while new data comes", async () => {
  const user = userEvent.setup();
  const text = `Quota reached. ${"Ask the subscription's owner. ".repeat(100)}End.`;
  const { rerender } = render(<LongText>{text}</LongText>);
  const button = screen.getByRole("button", { name: "Show all" });
  const shown = document.getElementById(button.getAttribute("aria-controls") ?? "");
  expect(button.getAttribute("aria-expanded")).toBe("false");
  expect(shown?.textContent).toMatch(/^Quota reached\..{200,300}…$/);
  await user.click(button);
  expect(shown?.textContent).toBe(text);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  rerender(<LongText>{`${text} More.`}</LongText>);
  expect(shown?.textContent).toContain("More.");
  await user.click(screen.getByRole("button", { name: "Show less" }));
  expect(shown?.textContent).toMatch(/…$/);
});

test("a short text has no button, and marks of direction and controls are taken out of it", () => {
  render(<LongText lang="en">{"Not \u202eallowed\u0000 here"}</LongText>);
  expect(screen.getByText("Not allowed here").getAttribute("lang")).toBe("en");
  expect(screen.queryByRole("button")).toBeNull();
});
