type DefinedFields<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields that hold something: Citrix's nulls and what it left out become absent. */
export function definedFields<T extends Record<string, unknown>>(fields: T): DefinedFields<T> {
  const kept: DefinedFields<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== null && value !== undefined) kept[name] = value;
  }
  return kept;
}
