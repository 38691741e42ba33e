"use client";

import { type FormEvent, useId, useState } from "react";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { useUpdateTenant } from "@/components/tenants/api/use-update-tenant";
import { PlanChoice, planOf } from "@/components/tenants/plan-choice";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import type { TenantView } from "@/lib/contracts/tenant";

/** Another plan, or the end of the subscription. Counts from the next claim or submit. */
export function ChangePlanDialog({ tenant }: { tenant: TenantView }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button size="sm">Change plan</Button>
      </DialogTrigger>
      {isOpen ? <ChangePlanContent tenant={tenant} onDone={() => setIsOpen(false)} /> : null}
    </Dialog>
  );
}

function ChangePlanContent({ tenant, onDone }: { tenant: TenantView; onDone: () => void }) {
  const formId = useId();
  const save = useUpdateTenant(tenant.id);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (save.isPending) return;
    const form = new FormData(event.currentTarget);
    const isActive = form.get("is_active") !== null;
    save.mutate(
      { plan: planOf(form), subscription_status: isActive ? "active" : "cancelled" },
      { onSuccess: onDone },
    );
  }

  return (
    <DialogContent
      title={`Plan of ${tenant.name}`}
      description="Counts from the next claim and the next submit, also for jobs that are queued already. Running jobs go on. Scans older than the plan keeps are removed for good."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form={formId} loading={save.isPending}>
            Save plan
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <PlanChoice defaultPlan={tenant.plan ?? "free"} error={save.error?.fieldMessage("/plan")} />
        <Checkbox
          name="is_active"
          label="Subscription is active"
          hint="Without it submits are refused and queued jobs wait."
          defaultChecked={tenant.subscription_status !== "cancelled"}
        />
        <RefusalNotice error={save.error} />
      </form>
    </DialogContent>
  );
}
