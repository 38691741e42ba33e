"use client";

import { signInWithPassword } from "@/components/auth/next-auth-client";
import { PasswordField } from "@/components/auth/password-field";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { useSubmit } from "@/components/auth/use-submit";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useHydrated } from "@/components/ui/live-clock";

/** Signs in with e-mail and password, then loads `callbackUrl`, a path of our own. */
export function LoginForm({ callbackUrl }: { callbackUrl: string }) {
  const isHydrated = useHydrated();
  const { onSubmit, isBusy, error } = useSubmit(async ({ email = "", password = "" }) => {
    await signInWithPassword(email, password);
    window.location.assign(callbackUrl);
  });
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      <RefusalNotice error={error} />
      <Field label="E-mail" required>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          maxLength={254}
          required
          autoFocus
        />
      </Field>
      <PasswordField purpose="current" />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        loading={isBusy}
        disabled={!isHydrated}
        className="mt-1"
      >
        Sign in
      </Button>
    </form>
  );
}
