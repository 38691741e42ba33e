"use client";

import type * as z from "zod";
import { useAdminMutation } from "@/components/fleet/use-admin-mutation";
import { tenantStaleKeys } from "@/components/tenants/api/tenant-queries";
import { overrideNames } from "@/components/tenants/override-names";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { apiFetch } from "@/lib/client/api-fetch";
import { updateTenant } from "@/lib/client/operations/tenant";
import type { LimitOverrideView, TenantView } from "@/lib/contracts/tenant";

interface RemoveOverrideButtonProps {
  tenant: TenantView;
  override: z.infer<typeof LimitOverrideView>;
}

export function RemoveOverrideButton({ tenant, override }: RemoveOverrideButtonProps) {
  const name = overrideNames[override.key];
  const remove = useAdminMutation(
    () =>
      apiFetch(updateTenant, {
        params: { id: tenant.id },
        body: { limits_override: { [override.key]: null } },
      }),
    tenantStaleKeys,
  );
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
        await remove.mutateAsync();
      }}
    />
  );
}
