"use client";

import { adminKeys } from "@/components/settings/api/api-keys";
import { ApiKeyList } from "@/components/settings/api-key-list";
import { Card } from "@/components/ui/card";

/** The platform's own API keys. */
export function AdminKeyList() {
  return (
    <Card aria-label="API keys">
      <ApiKeyList
        source={adminKeys}
        mayWrite
        purpose="A key lets a program read or change what this console shows."
        command={`curl -H "Authorization: Bearer $MUSTER_ADMIN_KEY" "$MUSTER_URL/api/v1/admin/platform-agents"`}
      />
    </Card>
  );
}
