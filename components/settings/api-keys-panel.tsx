"use client";

import { useState } from "react";
import { tenantKeys } from "@/components/settings/api/api-keys";
import { ApiKeyList } from "@/components/settings/api-key-list";
import { CreateApiKeyDialog } from "@/components/settings/create-api-key-dialog";
import { scopeNames } from "@/components/settings/scope-names";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { useTenantSession } from "@/lib/client/tenant-session";
import { TENANT_KEY_SCOPES } from "@/lib/domain/access/permissions";

/** The tenant's API keys: create, see when each was used, revoke. */
export function ApiKeysPanel() {
  const { slug, may } = useTenantSession();
  const [creating, setCreating] = useState(false);
  const source = tenantKeys(slug);
  const mayWrite = may("api_keys:write");
  return (
    <Card aria-labelledby="keys-title">
      <CardHeader
        id="keys-title"
        title="API keys"
        description="For programs. A key can never manage people or other keys."
        className="pb-3"
        action={
          mayWrite ? (
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create key
            </Button>
          ) : null
        }
      />
      <div className="border-line border-t">
        <ApiKeyList
          source={source}
          mayWrite={mayWrite}
          purpose="A key lets a program submit scans and read results."
          command={`curl -H "Authorization: Bearer $MUSTER_API_KEY" "$MUSTER_URL/api/v1/platform-jobs"`}
        />
      </div>
      {creating ? (
        <CreateApiKeyDialog
          source={source}
          scopes={TENANT_KEY_SCOPES}
          scopeNames={scopeNames}
          usualScopes={["jobs:read", "jobs:write", "findings:read"]}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </Card>
  );
}
