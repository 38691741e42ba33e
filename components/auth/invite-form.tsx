"use client";

import { PasswordField } from "@/components/auth/password-field";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { forgetLinkToken, useLinkToken } from "@/components/auth/use-link-token";
import { useSubmit } from "@/components/auth/use-submit";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { apiFetch } from "@/lib/client/api-fetch";
import { acceptInvitation } from "@/lib/client/operations/account";
import { paths } from "@/lib/client/paths";

const STORAGE_KEY = "muster-invitation-token";
const SIGN_IN_HERE = `${paths.login}?callbackUrl=${encodeURIComponent("/invite")}`;

/** Joins the tenant of an invitation link: as the person signed in, or as a new one with name and password. */
export function InviteForm({ signedInEmail }: { signedInEmail: string | null }) {
  const token = useLinkToken(STORAGE_KEY);
  const isNewPerson = signedInEmail === null;
  const { onSubmit, isBusy, error } = useSubmit(async ({ name, password }) => {
    const body = { token: token ?? "", ...(isNewPerson ? { name, password } : {}) };
    const { tenant_slug: slug } = await apiFetch(acceptInvitation, { body });
    forgetLinkToken(STORAGE_KEY);
    window.location.assign(paths.tenant(slug));
  });
  if (token === null) {
    return (
      <Notice tone="wait" title="The link is incomplete">
        Open the whole link that you were sent. A link works once, for 72 hours.
      </Notice>
    );
  }
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-4">
      {error?.problem?.code === "forbidden" ? (
        <Notice
          tone="wait"
          action={isNewPerson ? <ButtonLink href={SIGN_IN_HERE}>Sign in</ButtonLink> : <SignOutButton />}
        >
          {error.message}
        </Notice>
      ) : (
        <RefusalNotice error={error} />
      )}
      {isNewPerson ? (
        <>
          <Field label="Your name" required error={error?.fieldMessage("/name")}>
            <Input name="name" autoComplete="name" maxLength={100} required />
          </Field>
          <PasswordField label="Password" purpose="new" error={error?.fieldMessage("/password")} />
        </>
      ) : null}
      <Button type="submit" variant="primary" size="lg" loading={isBusy} disabled={token === undefined}>
        {isNewPerson ? "Create account and join" : `Join as ${signedInEmail}`}
      </Button>
    </form>
  );
}
