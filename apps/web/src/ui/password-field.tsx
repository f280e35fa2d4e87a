import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { IconButton } from "./button.tsx";
import { classNames, inputClasses } from "./classes.ts";

export interface PasswordFieldProps extends Omit<ComponentProps<"input">, "type"> {
  label: string;
  /** What the button says that shows the characters, and that hides them again. */
  showLabel: string;
  hideLabel: string;
  /** `new-password` or `current-password`, for password managers. */
  autoComplete: "new-password" | "current-password";
  hint?: ReactNode;
  /** What is wrong with the value; tied to the field for screen readers. */
  error?: string | undefined;
}

/** A labeled password input that can show what is typed. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, showLabel, hideLabel, hint, error, className, ...rest } = props;
  const id = useId();
  const [shown, setShown] = useState(false);
  const note = error ?? hint;
  return (
    <div className={classNames("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          {...rest}
          id={id}
          type={shown ? "text" : "password"}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={classNames(inputClasses, "pr-9")}
        />
        <IconButton
          label={shown ? hideLabel : showLabel}
          className="absolute top-1/2 right-0.5 -translate-y-1/2"
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={15} aria-hidden="true" /> : <Eye size={15} aria-hidden="true" />}
        </IconButton>
      </div>
      {note ? (
        <p id={`${id}-note`} className={classNames("text-sm", error ? "text-bad" : "text-muted")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
