import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { LiveTexts } from "../testing/live-texts.tsx";
import { translatePage } from "../testing/translator.ts";
import { surviveTranslation } from "./translated-page.ts";

/** What shows, without the marks of what is translated. */
const seen = () => screen.getByTestId("live").textContent.replaceAll(/[«»]/g, "");

test("a translated page lives on: its numbers are right, and its parts come and go", async () => {
  surviveTranslation(document.body);
  const user = userEvent.setup();
  const { rerender, unmount } = render(<LiveTexts percent={10} step="Copying" />);
  await translatePage(document.body);
  expect(screen.getByText("«10 machines.»")).toBeTruthy();
  rerender(<LiveTexts percent={20} step="Copying" />);
  await vi.waitFor(() => expect(seen()).toBe("Copying20 % done, 40 s so far.20 machines. pressed 0"));
  await translatePage(document.body);
  rerender(<LiveTexts percent={30} note="Late" />);
  await vi.waitFor(() => expect(seen()).toBe("30 % doneLate, 60 s so far.30 machines.Late pressed 0"));
  await translatePage(document.body);
  await user.click(screen.getByRole("button"));
  await vi.waitFor(() => expect(seen()).toBe("30 % doneLate, 60 s so far.30 machines.LateAgain pressed 1"));
  rerender(<LiveTexts percent={40} step="Restarting" />);
  await vi.waitFor(() => expect(seen()).toBe("Restarting40 % done, 80 s so far.40 machines.Again pressed 1"));
  await translatePage(document.body);
  unmount();
  expect(document.body.textContent).toBe("");
});

test("one element that stands for several texts gives them all back", async () => {
  surviveTranslation(document.body);
  const { rerender } = render(<LiveTexts percent={10} />);
  const line = screen.getByText("10 % done", { exact: false });
  const font = document.createElement("font");
  font.textContent = "10 % hecho";
  line.insertBefore(font, line.firstChild);
  for (const text of [...line.childNodes].slice(1, 3)) line.removeChild(text);
  await Promise.resolve();
  rerender(<LiveTexts percent={20} />);
  await vi.waitFor(() => expect(seen()).toContain("20 % done, 40 s so far."));
});

test("an error in taking a node out is still an error", () => {
  surviveTranslation(document.body);
  expect(() => document.body.removeChild(document.createTextNode("elsewhere"))).toThrow();
});
