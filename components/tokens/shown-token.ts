import type { AgentTokenView, BootstrapTokenView } from "@/lib/contracts/bootstrap-token";

/** A token of the platform, which has a tier, or of a tenant, which has none. */
export type ShownToken = AgentTokenView & Partial<Pick<BootstrapTokenView, "tier">>;
