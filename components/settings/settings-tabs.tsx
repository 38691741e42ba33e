"use client";

import { LinkTabs } from "@/components/ui/link-tabs";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";

/** The pages of the settings that this reader may see. */
export function SettingsTabs() {
  const { slug, may } = useTenantSession();
  const items = [
    ...(may("api_keys:read") ? [{ href: paths.apiKeys(slug), label: "API keys" }] : []),
    ...(may("members:read") ? [{ href: paths.members(slug), label: "Members" }] : []),
    ...(may("audit:read") ? [{ href: paths.auditLog(slug), label: "Audit log" }] : []),
  ];
  return <LinkTabs label="Settings" items={items} className="mb-4.5" />;
}
