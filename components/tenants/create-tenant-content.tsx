"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { optionalTextOf, textOf } from "@/components/fleet/form-values";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { tenantStaleKeys } from "@/components/tenants/api/tenant-queries";
import { PlanChoice, planOf } from "@/components/tenants/plan-choice";
import { slugOf } from "@/components/tenants/slug-of";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SecretOnce } from "@/components/ui/secret-once";
import { adminPaths } from "@/lib/client/admin-paths";
import { apiFetch } from "@/lib/client/api-fetch";
import { createTenant } from "@/lib/client/operations/tenant";

/** The form, and after it the first owner's link, shown this once; without an owner straight to the tenant. */
export function CreateTenantContent({ onDone }: { onDone: () => void }) {
  const formId = useId();
  const router = useRouter();
  const [name, setName] = useState("");
  const [ownSlug, setOwnSlug] = useState<string | null>(null);
  const create = useAdminMutation(
    (form: FormData) =>
      apiFetch(createTenant, {
        body: {
          name: textOf(form, "name"),
          slug: textOf(form, "slug"),
          plan: planOf(form),
          owner_email: optionalTextOf(form, "owner_email"),
        },
      }),
    tenantStaleKeys,
  );

  if (create.data?.invitation_url) {
    const { tenant, invitation_url: url } = create.data;
    return (
      <DialogContent title={`${tenant.name} was created`} dismissable={false}>
        <SecretOnce
          secret={url}
          title="The first owner's invitation"
          description="Send this link to the owner. It works once, for 72 hours, and is shown this once."
          storedLabel="I sent or stored it"
          onDone={() => {
            onDone();
            router.push(adminPaths.tenant(tenant.id));
          }}
        />
      </DialogContent>
    );
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (create.isPending) return;
    create.mutate(new FormData(event.currentTarget), {
      onSuccess: ({ tenant, invitation_url }) => {
        if (invitation_url !== null) return;
        onDone();
        router.push(adminPaths.tenant(tenant.id));
      },
    });
  }

  const fault = (field: string) => create.error?.fieldMessage(`/${field}`);
  return (
    <DialogContent
      title="Create tenant"
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form={formId} loading={create.isPending}>
            Create tenant
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <Field label="Name" required error={fault("name")}>
          <Input
            name="name"
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field
          label="Address"
          required
          error={fault("slug")}
          hint="In the console's links. It cannot be changed later."
        >
          <Input
            name="slug"
            maxLength={48}
            mono
            autoComplete="off"
            spellCheck={false}
            value={ownSlug ?? slugOf(name)}
            onChange={(event) => setOwnSlug(event.target.value)}
          />
        </Field>
        <PlanChoice defaultPlan="team" error={fault("plan")} />
        <Field
          label="First owner"
          optional
          error={fault("owner_email")}
          hint="Gets an invitation link, which you send yourself."
        >
          <Input name="owner_email" type="email" autoComplete="off" placeholder="owner@example.com" />
        </Field>
        <RefusalNotice error={create.error} />
      </form>
    </DialogContent>
  );
}
