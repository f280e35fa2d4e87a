interface CountFieldProps {
  id: string;
  label: string;
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
  onFocus?: () => void;
}

/** A short field for a count, in the middle of a sentence. */
export function CountField({ id, label, text, error, onChange, onFocus }: CountFieldProps) {
  return (
    <input
      id={id}
      aria-label={label}
      inputMode="numeric"
      autoComplete="off"
      value={text}
      onChange={(event) => onChange(event.target.value)}
      onFocus={onFocus}
      aria-invalid={error !== undefined}
      title={error}
      className="mx-1 h-6 w-12 rounded-control border border-control bg-surface px-1.5 text-center tabular-nums aria-invalid:border-bad"
    />
  );
}
