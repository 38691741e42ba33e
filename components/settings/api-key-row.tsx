"use client";

import { type ApiKeySource, useRevokeApiKey } from "@/components/settings/api/api-keys";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { TableRow, Td } from "@/components/ui/table";
import { Timestamp } from "@/components/ui/timestamp";
import type { ApiKeyView } from "@/lib/contracts/api-key";

interface ApiKeyRowProps<Scope extends string> {
  source: ApiKeySource<Scope>;
  apiKey: ApiKeyView;
  mayWrite: boolean;
}

export function ApiKeyRow<Scope extends string>({ source, apiKey, mayWrite }: ApiKeyRowProps<Scope>) {
  const revoke = useRevokeApiKey(source);
  const expired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) <= Date.now();
  return (
    <TableRow>
      <Td>
        <span className="font-medium">{apiKey.name}</span>
        <span className="block font-mono font-normal text-ink-3 text-sm">{apiKey.key_prefix}…</span>
      </Td>
      <Td label="Scopes">
        <span className="inline-flex flex-wrap gap-1">
          {apiKey.scopes.map((scope) => (
            <Badge key={scope} tone="neutral">
              {scope}
            </Badge>
          ))}
        </span>
      </Td>
      <Td label="Last used" className="text-ink-2">
        {apiKey.last_used_at ? <RelativeTime at={apiKey.last_used_at} /> : "never"}
      </Td>
      <Td label="Expires" className="text-ink-2">
        {apiKey.revoked_at ? (
          <StatusBadge tone="off">
            Revoked <RelativeTime at={apiKey.revoked_at} />
          </StatusBadge>
        ) : expired ? (
          <StatusBadge tone="bad">Expired</StatusBadge>
        ) : apiKey.expires_at ? (
          <Timestamp at={apiKey.expires_at} shape="date" />
        ) : (
          "never"
        )}
      </Td>
      <Td actions align="right">
        {mayWrite && !apiKey.revoked_at ? (
          <ConfirmDialog
            trigger={
              <Button size="sm" aria-label={`Revoke ${apiKey.name}`}>
                Revoke
              </Button>
            }
            title={`Revoke ${apiKey.name}?`}
            description="Programs that use it are refused from now on. This cannot be undone."
            confirmLabel="Revoke key"
            cancelLabel="Keep key"
            onConfirm={async () => {
              await revoke.mutateAsync(apiKey.id);
            }}
          />
        ) : null}
      </Td>
    </TableRow>
  );
}
