/** Every address of the consoles that another page links to. */
export const paths = {
  login: "/login",
  account: "/account",
  admin: "/admin",
  tenant: (slug: string) => `/t/${slug}`,
  scans: (slug: string) => `/t/${slug}/scans`,
  newScan: (slug: string) => `/t/${slug}/scans/new`,
  scan: (slug: string, id: string) => `/t/${slug}/scans/${id}`,
  agents: (slug: string) => `/t/${slug}/agents`,
  agent: (slug: string, id: string) => `/t/${slug}/agents/${id}`,
  agentTokens: (slug: string) => `/t/${slug}/agents/tokens`,
  settings: (slug: string) => `/t/${slug}/settings`,
  apiKeys: (slug: string) => `/t/${slug}/settings/api-keys`,
  members: (slug: string) => `/t/${slug}/settings/members`,
  auditLog: (slug: string) => `/t/${slug}/settings/audit-log`,
};
