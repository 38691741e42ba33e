import { useMutation, useQueryClient } from "@tanstack/react-query";
import { showTenant } from "@/components/tenants/api/show-tenant";
import type { ApiError } from "@/lib/client/api-error";
import { apiFetch } from "@/lib/client/api-fetch";
import { updateTenant } from "@/lib/client/operations/tenant";
import type { TenantView, UpdateTenantBody } from "@/lib/contracts/tenant";

/** A change to a tenant. It counts as done with its answer, which the page shows. */
export function useUpdateTenant(id: string) {
  const client = useQueryClient();
  return useMutation<{ tenant: TenantView }, ApiError, UpdateTenantBody>({
    mutationFn: (body) => apiFetch(updateTenant, { params: { id }, body }),
    onSuccess: (answer) => showTenant(client, answer),
  });
}
