/** Request headers that only proxy.ts may set; what a client sends under these names is dropped there. */
export const NONCE_HEADER = "x-nonce";
export const PATH_HEADER = "x-muster-path";

/** Headers by which Next's own layers talk to one another. From outside they have no business here (CVE-2025-29927). */
export const FRAMEWORK_HEADERS = [
  "x-middleware-subrequest",
  "x-middleware-prefetch",
  "x-middleware-rewrite",
  "x-middleware-next",
  "x-middleware-override-headers",
  "x-middleware-set-cookie",
  "x-matched-path",
  "x-invoke-path",
  "x-invoke-query",
  "x-invoke-status",
  "x-invoke-output",
  "x-nextjs-postponed",
] as const;
