"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { adminKeys } from "@/components/settings/api/api-keys";
import { CreateApiKeyDialog } from "@/components/settings/create-api-key-dialog";
import { adminScopeNames } from "@/components/settings/scope-names";
import { Button } from "@/components/ui/button";
import { ADMIN_PERMISSIONS } from "@/lib/domain/access/permissions";

/** The button and, behind it, the form and the one showing of the key. */
export function CreateAdminKeyButton() {
  const [creating, setCreating] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setCreating(true)}>
        <Plus aria-hidden />
        Create key
      </Button>
      {creating ? (
        <CreateApiKeyDialog
          source={adminKeys}
          scopes={ADMIN_PERMISSIONS}
          scopeNames={adminScopeNames}
          usualScopes={["admin:read"]}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </>
  );
}
