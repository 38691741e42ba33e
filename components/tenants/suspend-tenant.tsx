"use client";

import { useUpdateTenant } from "@/components/tenants/api/use-update-tenant";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { TenantView } from "@/lib/contracts/tenant";

/** Stops a tenant, or lets it go on. */
export function SuspendTenant({ tenant }: { tenant: TenantView }) {
  const isActive = tenant.status === "active";
  const change = useUpdateTenant(tenant.id);
  return (
    <ConfirmDialog
      trigger={<Button>{isActive ? "Suspend" : "Resume"}</Button>}
      title={isActive ? `Suspend ${tenant.name}?` : `Resume ${tenant.name}?`}
      description={
        isActive
          ? "Its people lose access and its keys are refused at once. Queued jobs wait, running jobs go on. You can resume it at any time."
          : "Its people and keys get access again, and its queued jobs go on."
      }
      confirmLabel={isActive ? "Suspend tenant" : "Resume tenant"}
      tone={isActive ? "danger" : "primary"}
      onConfirm={async () => {
        await change.mutateAsync({ status: isActive ? "suspended" : "active" });
      }}
    />
  );
}
