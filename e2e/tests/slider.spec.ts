import { admin } from "../support/deck.ts";
import { chooseImage, expect, openAs, test } from "../support/journey.ts";

test('the slider is steered by keyboard, speaks in words, and no key reaches "Right now"', async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByRole("radio", { name: /^Spread over/ }).check();
  const slider = form.getByRole("slider", { name: "Spread over" });
  await slider.focus();
  const says = (words: string) => expect(slider).toHaveAttribute("aria-valuetext", words);
  await says("1 hour");
  for (const [key, words] of [
    ["ArrowRight", "1 hour 5 minutes"],
    ["ArrowUp", "1 hour 10 minutes"],
    ["ArrowLeft", "1 hour 5 minutes"],
    ["PageUp", "1 hour 35 minutes"],
    ["PageDown", "1 hour 5 minutes"],
    ["End", "8 hours"],
    ["ArrowRight", "8 hours"],
    ["Home", "5 minutes"],
    ["ArrowLeft", "5 minutes"],
    ["PageDown", "5 minutes"],
  ] as const) {
    await page.keyboard.press(key);
    await says(words);
  }
  await expect(form.getByRole("radio", { name: /^Right now/ })).not.toBeChecked();

  const field = form.getByLabel(/^Minutes, 1 to 10080/);
  await field.fill("90");
  await says("1 hour 30 minutes");
  for (const wrong of ["0", "-1", "10081", "1.5", "an hour", ""]) {
    await field.fill(wrong);
    await expect(field).toHaveAttribute("aria-invalid", "true");
  }
  await form.getByRole("button", { name: "2 hours", exact: true }).click();
  await expect(field).toHaveValue("120");
});
