"use client";

import type * as z from "zod";
import { useUpdateTenant } from "@/components/tenants/api/use-update-tenant";
import { overrideNames } from "@/components/tenants/override-names";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { LimitOverrideView, TenantView } from "@/lib/contracts/tenant";

interface RemoveOverrideButtonProps {
  tenant: TenantView;
  override: z.infer<typeof LimitOverrideView>;
}

export function RemoveOverrideButton({ tenant, override }: RemoveOverrideButtonProps) {
  const name = overrideNames[override.key];
  const remove = useUpdateTenant(tenant.id);
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="quiet" aria-label={`Remove override ${name}`}>
          Remove
        </Button>
      }
      title={`Remove the override of “${name}”?`}
      description="The plan's own value counts from the next claim and the next submit."
      confirmLabel="Remove override"
      onConfirm={async () => {
        await remove.mutateAsync({ limits_override: { [override.key]: null } });
      }}
    />
  );
}
