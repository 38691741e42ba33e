"use client";

import { type FormEvent, useId, useState } from "react";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { numberOf, textOf } from "@/components/fleet/form-values";
import { useUpdateTenant } from "@/components/tenants/api/use-update-tenant";
import { overrideNames } from "@/components/tenants/override-names";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { tierLabels } from "@/components/ui/tier-shape";
import type { TenantView, UpdateTenantBody } from "@/lib/contracts/tenant";
import { OVERRIDE_KEYS, type OverrideKey } from "@/lib/domain/plan/override-key";
import { TIERS } from "@/lib/domain/tier/tier";

const keyOptions = OVERRIDE_KEYS.map((key) => ({ value: key, label: overrideNames[key] }));
const tierOptions = TIERS.map((tier) => ({ value: tier, label: tierLabels[tier] }));

/** Sets one limit otherwise than the plan has it, with the reason and, if wanted, an end. */
export function OverrideDialog({ tenant }: { tenant: TenantView }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Set override</Button>
      </DialogTrigger>
      {isOpen ? <OverrideContent tenant={tenant} onDone={() => setIsOpen(false)} /> : null}
    </Dialog>
  );
}

function OverrideContent({ tenant, onDone }: { tenant: TenantView; onDone: () => void }) {
  const formId = useId();
  const [key, setKey] = useState<OverrideKey>("platform_agents:max_concurrent_jobs");
  const save = useUpdateTenant(tenant.id);
  const fault = (part: string) => save.error?.fieldMessage(`/limits_override/${key}/${part}`);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (save.isPending) return;
    const form = new FormData(event.currentTarget);
    const until = textOf(form, "expires_at");
    const reason = textOf(form, "reason");
    // The field has the reader's own time zone; the API wants UTC.
    const expires_at = until ? new Date(until).toISOString() : null;
    save.mutate({ limits_override: overrideOf(key, form, { reason, expires_at }) }, { onSuccess: onDone });
  }

  return (
    <DialogContent
      title="Set override"
      description="It wins over the plan from the next claim and the next submit on."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form={formId} loading={save.isPending}>
            Set override
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Limit">
            <Select
              options={keyOptions}
              value={key}
              onChange={(event) => setKey(OVERRIDE_KEYS.find((one) => one === event.target.value) ?? key)}
            />
          </Field>
          <Field
            label="Value"
            required
            error={fault("value")}
            {...(key === "platform_agents:history_days" ? { hint: "Older scans are removed for good." } : {})}
          >
            {key === "platform_agents:max_tier" ? (
              <Select name="value" options={tierOptions} defaultValue={tenant.limits?.max_tier} />
            ) : (
              <Input
                key={key}
                name="value"
                type="number"
                inputMode="numeric"
                min={key === "platform_agents:history_days" ? 1 : 0}
                defaultValue={currentValue(tenant, key)}
              />
            )}
          </Field>
        </div>
        <Field label="Reason" required error={fault("reason")} hint="Kept in the audit log.">
          <Input
            name="reason"
            maxLength={500}
            autoComplete="off"
            placeholder="Trial until the contract is signed"
          />
        </Field>
        <Field
          label="Until"
          optional
          error={fault("expires_at")}
          hint="Your local time. Without it, until it is removed."
        >
          <Input name="expires_at" type="datetime-local" />
        </Field>
        <RefusalNotice error={save.error} />
      </form>
    </DialogContent>
  );
}

function overrideOf(
  key: OverrideKey,
  form: FormData,
  terms: { reason: string; expires_at: string | null },
): NonNullable<UpdateTenantBody["limits_override"]> {
  if (key === "platform_agents:max_tier") {
    const tier = TIERS.find((one) => one === textOf(form, "value")) ?? "shared";
    return { [key]: { value: tier, ...terms } };
  }
  return { [key]: { value: numberOf(form, "value"), ...terms } };
}

function currentValue(tenant: TenantView, key: OverrideKey): number | undefined {
  switch (key) {
    case "platform_agents:max_concurrent_jobs":
      return tenant.limits?.max_concurrent_jobs;
    case "platform_agents:max_queued_jobs":
      return tenant.limits?.max_queued_jobs;
    case "platform_agents:priority_base":
      return tenant.limits?.priority_base;
    case "platform_agents:history_days":
      return tenant.limits?.history_days;
    case "platform_agents:max_tier":
      return undefined;
  }
}
