import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames, inputClasses } from "./classes.ts";

export interface TextFieldProps extends ComponentProps<"input"> {
  label: string;
  /** One line under the field. */
  hint?: ReactNode;
  /** What is wrong with the value; tied to the field for screen readers. */
  error?: string | undefined;
}

export function TextField({ label, hint, error, id, className, ...rest }: TextFieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const noteId = `${inputId}-note`;
  const note = error ?? hint;
  return (
    <div className={classNames("flex flex-col gap-1", className)}>
      <label htmlFor={inputId} className="font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={inputId}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        className={inputClasses}
      />
      {note ? (
        <p id={noteId} className={classNames("text-sm", error ? "text-bad" : "text-muted")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
