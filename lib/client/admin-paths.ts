/** Every address of the admin console that another page links to. */
export const adminPaths = {
  overview: "/admin",
  agents: "/admin/agents",
  agent: (id: string) => `/admin/agents/${id}`,
  tokens: "/admin/tokens",
  queue: "/admin/queue",
  deadLetters: "/admin/queue/dead-letters",
  queueRepair: "/admin/queue/repair",
  job: (id: string) => `/admin/queue/${id}`,
  tenants: "/admin/tenants",
  tenant: (id: string) => `/admin/tenants/${id}`,
  people: "/admin/people",
  audit: "/admin/audit",
  auditOf: (targetId: string) => `/admin/audit?target=${targetId}`,
  apiKeys: "/admin/api-keys",
};
