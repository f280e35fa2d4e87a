interface OneLineFieldProps {
  id: string;
  label: string;
  text: string;
  placeholder: string;
  required?: boolean;
  error: string | undefined;
  onChange: (text: string) => void;
}

/** A line of text in the update form, with what is wrong with it under it. */
export function OneLineField({ id, label, text, placeholder, required, error, onChange }: OneLineFieldProps) {
  return (
    <>
      <input
        id={id}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        aria-required={required}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-error`}
        className="block h-8 w-full rounded-control border border-control bg-surface px-2.5 outline-accent placeholder:text-muted focus-visible:outline-2 focus-visible:outline-offset-1 aria-invalid:border-bad"
      />
      <p id={`${id}-error`} className="mt-1 text-bad text-sm">
        {error}
      </p>
    </>
  );
}
