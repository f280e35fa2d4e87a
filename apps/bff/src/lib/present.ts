type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields that hold something: Citrix's nulls and what it left out become absent. */
export function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  const kept: Present<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== null && value !== undefined) kept[name] = value;
  }
  return kept;
}
