/** The catalogs of a plan in their waves and, within a wave, in the order in which they start; no wave is empty. */
export type Waves = readonly (readonly string[])[];

/** The ways to divide catalogs into waves that one press sets. */
export const wavePresets = ["allAtOnce", "oneFirst", "pilot"] as const;
export type WavePreset = (typeof wavePresets)[number];

const pilotThen = 5;

/** The catalogs in waves as a preset has them, in the order given. */
export function wavesByPreset(preset: WavePreset, ids: readonly string[]): Waves {
  if (preset === "allAtOnce") return withoutEmpty([ids]);
  const [pilot, rest] = [ids.slice(0, 1), ids.slice(1)];
  if (preset === "oneFirst") return withoutEmpty([pilot, rest]);
  const waves = [pilot];
  for (let from = 0; from < rest.length; from += pilotThen) waves.push(rest.slice(from, from + pilotThen));
  return withoutEmpty(waves);
}

/** Where a catalog stands: its wave and its place in it, from 0; undefined when it is in none. */
export function placeIn(waves: Waves, id: string): { wave: number; place: number } | undefined {
  for (const [wave, members] of waves.entries()) {
    const place = members.indexOf(id);
    if (place >= 0) return { wave, place };
  }
  return undefined;
}

/** One place up: past the one before it, or to the end of the wave before. The first of all gets a wave of its own. */
export function movedUp(waves: Waves, id: string): Waves {
  const at = placeIn(waves, id);
  if (at === undefined) return waves;
  const members = waves[at.wave] ?? [];
  const before = members[at.place - 1];
  if (before !== undefined) return movedBefore(waves, id, before);
  if (at.wave > 0) return movedToWave(waves, id, at.wave - 1);
  return members.length > 1 ? withoutEmpty([[id], ...without(waves, id)]) : waves;
}

/** One place down: past the one after it, or to the top of the wave after. The last of all gets a wave of its own. */
export function movedDown(waves: Waves, id: string): Waves {
  const at = placeIn(waves, id);
  if (at === undefined) return waves;
  const members = waves[at.wave] ?? [];
  const after = members[at.place + 1];
  if (after !== undefined) return movedBefore(waves, after, id);
  const first = waves[at.wave + 1]?.[0];
  if (first !== undefined) return movedBefore(waves, id, first);
  return members.length > 1 ? withoutEmpty([...without(waves, id), [id]]) : waves;
}

/** To the end of a wave, counted from 0; one after the last is a new wave. */
export function movedToWave(waves: Waves, id: string, wave: number): Waves {
  const left = without(waves, id);
  return withoutEmpty([...left, []].map((members, index) => (index === wave ? [...members, id] : members)));
}

/** Into the wave of another catalog, right before it. */
export function movedBefore(waves: Waves, id: string, other: string): Waves {
  if (id === other) return waves;
  return withoutEmpty(
    without(waves, id).map((members) => members.flatMap((member) => (member === other ? [id, other] : [member]))),
  );
}

/** Waves in the opposite order, their catalogs as well. */
export function reversedWaves(waves: Waves): Waves {
  return waves.map((members) => members.toReversed()).toReversed();
}

function without(waves: Waves, id: string): Waves {
  return waves.map((members) => members.filter((member) => member !== id));
}

/** Waves are counted without gaps. */
export function withoutEmpty(waves: Waves): Waves {
  return waves.filter((members) => members.length > 0);
}

/** A catalog and those after it in its wave become a wave of their own. */
export function splitAt(waves: Waves, id: string): Waves {
  const at = placeIn(waves, id);
  if (at === undefined || at.place === 0) return waves;
  return waves.flatMap((members, wave) =>
    wave === at.wave ? [members.slice(0, at.place), members.slice(at.place)] : [members],
  );
}
