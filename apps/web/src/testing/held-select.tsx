import { useState } from "react";
import { MultiSelect, Select } from "../ui/select.tsx";

interface Offered {
  options: readonly { value: string; label: string }[];
}

/** A choice of one that remembers it, as a page's address does. */
export function OneOf({ options }: Offered) {
  const [value, setValue] = useState<string | null>(null);
  return <Select label="Catalog" noneLabel="All" value={value} options={options} onChange={setValue} />;
}

/** A choice of several that remembers them. */
export function SeveralOf({ options, initial = [] }: Offered & { initial?: readonly string[] }) {
  const [values, setValues] = useState(initial);
  return <MultiSelect label="Catalog" noneLabel="Any" values={values} options={options} onChange={setValues} />;
}
