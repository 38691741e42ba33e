"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";

type PasswordFieldProps = { label?: string; purpose: "current" | "new"; error?: string };

/** A password that can be looked at while it is typed, in place of typing it twice. Named `password` in the form. */
export function PasswordField({ label = "Password", purpose, error }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const isNew = purpose === "new";
  return (
    <Field
      label={label}
      required
      error={error ? sentence(label, error) : null}
      hint={isNew ? "At least 12 characters. A few unrelated words work well." : undefined}
    >
      <Input
        name="password"
        type={isShown ? "text" : "password"}
        autoComplete={isNew ? "new-password" : "current-password"}
        minLength={isNew ? 12 : undefined}
        maxLength={128}
        autoCapitalize="none"
        spellCheck={false}
        required
        trailing={
          <IconButton
            size="sm"
            label={isShown ? "Hide password" : "Show password"}
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </IconButton>
        }
      />
    </Field>
  );
}

/** The API words a fault as the rest of a sentence about its field. */
function sentence(label: string, fault: string): string {
  return `${label} ${fault}`.replace(/[^.]$/, "$&.");
}
