/** The row of a table for one of Citrix's values, or undefined when the value is one that nobody listed. */
export function rowOf<Row>(table: Readonly<Record<string, Row>>, value: string): Row | undefined {
  return Object.hasOwn(table, value) ? table[value] : undefined;
}
