import type { UpdateRule } from "@catalog-deck/contract";
import { nameToType } from "@catalog-deck/domain";
import { describe, expect, test } from "vitest";
import { minutesAfterKey, vdaUpdateDelayOf } from "../../shared/update-form/pace.ts";
import {
  type FormAction,
  type FormFacts,
  type FormState,
  formReducer,
  mergeRules,
  openedForm,
  problemsOf,
  requestOf,
} from "./form-state.ts";

const october = { id: "img-oct", name: "Win11-24H2-Oct" };
const facts: FormFacts = { nameToType: "Accounting", inUseNow: october, rules: [] };
const fact = { code: "of-a-test", params: {} };
const olderVda: UpdateRule = { code: "vda-older", severity: "warn", message: "The VDA is older.", fact };
const otherRegion: UpdateRule = { code: "region-differs", severity: "warn", message: "Another region.", fact };
const notReady: UpdateRule = { code: "image-not-ready", severity: "block", message: "The image is not ready.", fact };

function formAfter(...actions: FormAction[]): FormState {
  return actions.reduce(formReducer, openedForm(october, "img-nov"));
}

describe("what an opened form holds", () => {
  test("machines restart over one hour unless a person says otherwise", () => {
    expect(vdaUpdateDelayOf(openedForm(october, null))).toBe(60);
  });

  test("the three choices become Citrix's delay: -1, minutes, 0", () => {
    expect(vdaUpdateDelayOf(formAfter({ kind: "restartChosen", restart: "asUsersLogOff" }))).toBe(-1);
    expect(vdaUpdateDelayOf(formAfter({ kind: "minutesSet", minutes: 95 }))).toBe(95);
    expect(vdaUpdateDelayOf(formAfter({ kind: "restartChosen", restart: "rightNow" }))).toBe(0);
  });

  test("a tick belongs to one image: choosing another image clears it", () => {
    const ticked = formAfter({ kind: "warningTicked", code: "vda-older", ticked: true });
    expect(ticked.acknowledged).toEqual(["vda-older"]);
    expect(formReducer(ticked, { kind: "imagePicked", imageId: "img-nov" }).acknowledged).toEqual(["vda-older"]);
    expect(formReducer(ticked, { kind: "imagePicked", imageId: "img-dec" }).acknowledged).toEqual([]);
  });

  test("leaving 'Right now' forgets the typed name, so that coming back asks for it again", () => {
    const typed = formAfter(
      { kind: "restartChosen", restart: "rightNow" },
      { kind: "typed", field: "typedName", text: "Accounting" },
      { kind: "restartChosen", restart: "spread" },
    );
    expect(typed.typedName).toBe("");
  });
});

describe("the default message", () => {
  const paces = ["asUsersLogOff", "spread", "rightNow"] as const;
  const messageAfter = (...actions: FormAction[]) => formAfter(...actions).warningMessage;

  test("only a pace with minutes promises minutes, whatever was chosen before", () => {
    for (const before of paces) {
      const chosen: FormAction = { kind: "restartChosen", restart: before };
      expect(messageAfter(chosen, { kind: "restartChosen", restart: "spread" })).toContain("%m%");
      const natural = messageAfter(chosen, { kind: "restartChosen", restart: "asUsersLogOff" });
      expect(natural).not.toBe("");
      expect(natural).not.toContain("%m%");
    }
  });

  test("a text that a person typed, or emptied, stays", () => {
    for (const text of ["", "Back in %m% minutes", "Log off, please"]) {
      for (const restart of paces) {
        const choices = paces.map((pace): FormAction => ({ kind: "restartChosen", restart: pace }));
        const typed: FormAction = { kind: "typed", field: "warningMessage", text };
        expect(messageAfter({ kind: "restartChosen", restart }, typed, ...choices)).toBe(text);
      }
    }
  });

  test("a default of another pace that a person typed stays", () => {
    const ofSpread = messageAfter();
    const kept = messageAfter(
      { kind: "restartChosen", restart: "asUsersLogOff" },
      { kind: "typed", field: "warningMessage", text: ofSpread },
      { kind: "restartChosen", restart: "spread" },
      { kind: "restartChosen", restart: "asUsersLogOff" },
    );
    expect(kept).toBe(ofSpread);
  });
});

describe("the slider's keys", () => {
  test.each([
    [60, "ArrowRight", 65],
    [60, "ArrowUp", 65],
    [60, "ArrowLeft", 55],
    [60, "PageUp", 90],
    [60, "PageDown", 30],
    [20, "PageDown", 5],
    [470, "PageUp", 480],
    [60, "Home", 5],
    [60, "End", 480],
    [62, "ArrowRight", 65],
    [62, "ArrowLeft", 60],
    [3, "ArrowLeft", 5],
    [10080, "ArrowRight", 480],
  ])("%i minutes, %s: %i minutes", (minutes, key, expected) => {
    expect(minutesAfterKey(minutes, key)).toBe(expected);
  });

  test("no key reaches 'Right now', and other keys do nothing", () => {
    for (const key of ["ArrowLeft", "ArrowDown", "PageDown", "Home"]) {
      expect(minutesAfterKey(5, key)).toBe(5);
    }
    expect(minutesAfterKey(60, "a")).toBeNull();
  });
});

describe("what stands against sending", () => {
  test("nothing, when an image is chosen and no rule speaks", () => {
    expect(problemsOf(formAfter(), facts)).toEqual([]);
  });

  test.each(["", "0", "-5", "12.5", "many", "10081"])("minutes %j are refused in words", (text) => {
    const [problem] = problemsOf(formAfter({ kind: "typed", field: "minutesText", text }), facts);
    expect(problem?.field).toBe("minutes");
    expect(problem?.message).toMatch(/[a-z]{3}/);
  });

  test("invalid minutes do not matter where no minutes are used", () => {
    const state = formAfter(
      { kind: "typed", field: "minutesText", text: "many" },
      { kind: "restartChosen", restart: "asUsersLogOff" },
    );
    expect(problemsOf(state, facts)).toEqual([]);
  });

  test("each warning must be ticked by itself, and a blocking rule cannot be", () => {
    const withRules = { ...facts, rules: [notReady, olderVda, otherRegion] };
    const state = formAfter({ kind: "warningTicked", code: "vda-older", ticked: true });
    expect(problemsOf(state, withRules).map(({ field, code }) => [field, code])).toEqual([
      ["rules", "image-not-ready"],
      ["acknowledge", "region-differs"],
    ]);
  });

  test("'Right now' needs the catalog's name typed exactly", () => {
    const rightNow = formAfter({ kind: "restartChosen", restart: "rightNow" });
    expect(problemsOf(rightNow, facts).map(({ field }) => field)).toEqual(["typedName"]);
    for (const text of ["accounting", "Accounting-2", "Account"]) {
      expect(problemsOf(formReducer(rightNow, { kind: "typed", field: "typedName", text }), facts)).toHaveLength(1);
    }
    for (const [name, text] of [
      ["Sales ", "Sales"],
      [" Sales\u00a0 EU\u200b", "Sales EU"],
      ["Bu\u0308ro", "B\u00fcro"],
      ["Sa\u00adles", "Sales"],
      ["\u202eSales\u202c", "Sales"],
      ["Sales", " \ufeffSales\u200b "],
      ["\u200b \u00ad", "c-1"],
    ] as const) {
      const seen = { ...facts, nameToType: nameToType({ id: "c-1", name }) };
      expect(problemsOf(formReducer(rightNow, { kind: "typed", field: "typedName", text }), seen), name).toEqual([]);
    }
    const typed = formReducer(rightNow, { kind: "typed", field: "typedName", text: "Accounting " });
    expect(problemsOf(typed, facts)).toEqual([]);
  });

  test("a catalog whose image changed meanwhile blocks until a person has reviewed it", () => {
    const november = { id: "img-sep", name: "Win11-24H2-Sep" };
    const changed = { ...facts, inUseNow: november };
    const state = formAfter({ kind: "warningTicked", code: "vda-older", ticked: true });
    expect(problemsOf(state, changed).map(({ field }) => field)).toEqual(["inUse"]);
    const reviewed = formReducer(state, { kind: "changeReviewed", seen: november });
    expect(problemsOf(reviewed, changed)).toEqual([]);
    expect(reviewed.acknowledged).toEqual([]);
    expect(requestOf(reviewed, []).expectedImageId).toBe("img-sep");
  });

  test("problems come in the order of the page, so that the first one takes the focus", () => {
    const state = formAfter(
      { kind: "typed", field: "minutesText", text: "" },
      { kind: "typed", field: "warningTitle", text: "x".repeat(201) },
      { kind: "typed", field: "reason", text: "x".repeat(1001) },
    );
    const fields = problemsOf({ ...state, imageId: null }, { ...facts, rules: [olderVda] }).map(({ field }) => field);
    expect(fields).toEqual(["image", "minutes", "warningTitle", "acknowledge", "reason"]);
  });
});

describe("the request", () => {
  test("holds the image seen when the form opened, the delay, the texts and the ticks that still matter", () => {
    const state = formAfter(
      { kind: "warningTicked", code: "vda-older", ticked: true },
      { kind: "warningTicked", code: "gone-meanwhile", ticked: true },
      { kind: "typed", field: "warningTitle", text: "  Restart " },
      { kind: "typed", field: "warningMessage", text: "" },
      { kind: "typed", field: "reason", text: "CHG-1" },
    );
    expect(requestOf(state, [olderVda])).toEqual({
      imageId: "img-nov",
      expectedImageId: "img-oct",
      vdaUpdateDelay: 60,
      warningTitle: "Restart",
      acknowledgedWarnings: ["vda-older"],
      reason: "CHG-1",
    });
  });

  test("'Right now' sends no message, since nobody has the time to read it", () => {
    const body = requestOf(formAfter({ kind: "restartChosen", restart: "rightNow" }), []);
    expect(body).toEqual({ imageId: "img-nov", expectedImageId: "img-oct", vdaUpdateDelay: 0 });
  });

  test("warnings that only the server knows can be acknowledged; its blocks are not kept", () => {
    expect(mergeRules([olderVda], [{ ...olderVda, message: "again" }, otherRegion, notReady])).toEqual([
      olderVda,
      otherRegion,
    ]);
  });
});
