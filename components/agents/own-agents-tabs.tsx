"use client";

import { LinkTabs } from "@/components/ui/link-tabs";
import { paths } from "@/lib/client/paths";
import { useTenantSession } from "@/lib/client/tenant-session";

export function OwnAgentsTabs() {
  const { slug } = useTenantSession();
  const items = [
    { href: paths.agents(slug), label: "Agents" },
    { href: paths.agentTokens(slug), label: "Tokens" },
  ];
  return <LinkTabs label="Own agents" items={items} className="mb-4.5" />;
}
