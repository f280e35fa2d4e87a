import { describe, expect, test } from "vitest";
import {
  movedBefore,
  movedDown,
  movedToWave,
  movedUp,
  placeIn,
  reversedWaves,
  splitAt,
  wavePresets,
  wavesByPreset,
} from "./waves.ts";

const twelve = [..."abcdefghijkl"];

test.each([
  ["allAtOnce", [12]],
  ["oneFirst", [1, 11]],
  ["pilot", [1, 5, 5, 1]],
] as const)("the preset %s makes waves of %j", (preset, sizes) => {
  const waves = wavesByPreset(preset, twelve);
  expect(waves.map((wave) => wave.length)).toEqual(sizes);
  expect(waves.flat()).toEqual(twelve);
});

test.each(wavePresets)("one catalog is one wave, none is none: %s", (preset) => {
  expect(wavesByPreset(preset, ["a"])).toEqual([["a"]]);
  expect(wavesByPreset(preset, [])).toEqual([]);
});

describe("a row is moved", () => {
  const waves = [["a", "b"], ["c"], ["d", "e"]];

  test.each([
    ["b up", movedUp(waves, "b"), [["b", "a"], ["c"], ["d", "e"]]],
    ["a up: a wave of its own", movedUp(waves, "a"), [["a"], ["b"], ["c"], ["d", "e"]]],
    [
      "c up: to the end of the wave before, and its own is gone",
      movedUp(waves, "c"),
      [
        ["a", "b", "c"],
        ["d", "e"],
      ],
    ],
    ["b down: to the top of the next wave", movedDown(waves, "b"), [["a"], ["b", "c"], ["d", "e"]]],
    ["d down", movedDown(waves, "d"), [["a", "b"], ["c"], ["e", "d"]]],
    ["e down: a wave of its own", movedDown(waves, "e"), [["a", "b"], ["c"], ["d"], ["e"]]],
    ["a to wave 3", movedToWave(waves, "a", 2), [["b"], ["c"], ["d", "e", "a"]]],
    ["a to a new wave", movedToWave(waves, "a", 3), [["b"], ["c"], ["d", "e"], ["a"]]],
    ["a before e", movedBefore(waves, "a", "e"), [["b"], ["c"], ["d", "a", "e"]]],
    ["a new wave from e", splitAt(waves, "e"), [["a", "b"], ["c"], ["d"], ["e"]]],
    ["a new wave from d changes nothing", splitAt(waves, "d"), waves],
    ["the last first", reversedWaves(waves), [["e", "d"], ["c"], ["b", "a"]]],
  ])("%s", (_what, moved, expected) => {
    expect(moved).toEqual(expected);
  });

  test("one that is alone goes nowhere", () => {
    expect(movedUp([["a"]], "a")).toEqual([["a"]]);
    expect(movedDown([["a"]], "a")).toEqual([["a"]]);
    expect(placeIn(waves, "x")).toBeUndefined();
  });
});
