/** Every address of the consoles that another page links to. */
export const paths = {
  login: "/login",
  apiDocs: "/docs/api",
  apiArea: (slug: string) => `/docs/api/${slug}`,
  apiOperation: (area: string, id: string) => `/docs/api/${area}#${id}`,
  apiTypes: "/docs/api/types",
  apiType: (name: string) => `/docs/api/types/${name}`,
  account: "/account",
  admin: "/admin",
  tenant: (slug: string) => `/t/${slug}`,
  scans: (slug: string) => `/t/${slug}/scans`,
  newScan: (slug: string) => `/t/${slug}/scans/new`,
  scan: (slug: string, id: string) => `/t/${slug}/scans/${id}`,
  settings: (slug: string) => `/t/${slug}/settings`,
  apiKeys: (slug: string) => `/t/${slug}/settings/api-keys`,
  members: (slug: string) => `/t/${slug}/settings/members`,
  auditLog: (slug: string) => `/t/${slug}/settings/audit-log`,
};
