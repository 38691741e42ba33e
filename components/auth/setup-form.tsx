"use client";

import { signInWithPassword } from "@/components/auth/next-auth-client";
import { PasswordField } from "@/components/auth/password-field";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { forgetLinkToken, useLinkToken } from "@/components/auth/use-link-token";
import { useSetupLinkFault } from "@/components/auth/use-setup-link-fault";
import { useSubmit } from "@/components/auth/use-submit";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { apiFetch } from "@/lib/client/api-fetch";
import { completeSetup } from "@/lib/client/operations/account";
import { paths } from "@/lib/client/paths";

const STORAGE_KEY = "muster-setup-token";

/** Makes the first platform admin, signs them in and opens the admin console. */
export function SetupForm() {
  const token = useLinkToken(STORAGE_KEY);
  const fault = useSetupLinkFault(token);
  const { onSubmit, isBusy, error } = useSubmit(async ({ email = "", name = "", password = "" }) => {
    await apiFetch(completeSetup, { body: { token: token ?? "", email, name, password } });
    forgetLinkToken(STORAGE_KEY);
    await signInWithPassword(email, password);
    window.location.assign(paths.admin);
  });
  if (token === null) {
    return (
      <Notice tone="wait" title="The link is incomplete">
        Open the whole link that the server printed when it started. Restarting the server prints a new one.
      </Notice>
    );
  }
  if (fault?.problem?.code === "setup_done" || error?.problem?.code === "setup_done") {
    return (
      <Notice
        title="Muster is set up"
        action={
          <ButtonLink href={paths.login} variant="primary">
            Sign in
          </ButtonLink>
        }
      >
        The first platform admin exists already.
      </Notice>
    );
  }
  if (fault?.status === 401 || fault?.status === 422) {
    return (
      <Notice tone="bad" title="This link does not count">
        It has been replaced, used or cut short, or a day has passed. While there is no admin, each start of
        the server prints a new one.
      </Notice>
    );
  }
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      <RefusalNotice error={error} />
      <Field label="Name" required error={error?.fieldMessage("/name")}>
        <Input name="name" autoComplete="name" maxLength={100} required />
      </Field>
      <Field label="E-mail" required error={error?.fieldMessage("/email")}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          maxLength={254}
          required
        />
      </Field>
      <PasswordField purpose="new" error={error?.fieldMessage("/password")} />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        loading={isBusy}
        disabled={token === undefined}
        className="mt-1"
      >
        Create admin account
      </Button>
    </form>
  );
}
