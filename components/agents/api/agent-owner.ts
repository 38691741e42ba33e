import { adminPaths } from "@/lib/client/admin-paths";
import { paths } from "@/lib/client/paths";
import * as platform from "@/lib/contracts/agent";
import {
  createBootstrapToken,
  listBootstrapTokens,
  revokeBootstrapToken,
} from "@/lib/contracts/bootstrap-token";
import * as own from "@/lib/contracts/own-agent";

/** Whose agents are meant: the operations on them, how a call names their tenant, and where their pages are. */
export interface AgentOwner {
  /** Only the platform's agents are in tiers. */
  isPlatform: boolean;
  /** Part of every call. */
  scope: { tenant?: string };
  contracts: typeof PLATFORM_CONTRACTS | typeof OWN_CONTRACTS;
  /** Where a job that the agent runs has its page; the admin console has none. */
  scanPath: ((id: string) => string) | null;
  paths: { agents: string; agent: (id: string) => string; tokens: string };
}

const PLATFORM_CONTRACTS = {
  list: platform.listAgents,
  get: platform.getAgent,
  update: platform.updateAgent,
  remove: platform.deleteAgent,
  enable: platform.enableAgent,
  disable: platform.disableAgent,
  drain: platform.drainAgent,
  rotateKey: platform.rotateAgentKey,
  listTokens: listBootstrapTokens,
  createToken: createBootstrapToken,
  revokeToken: revokeBootstrapToken,
};
const OWN_CONTRACTS = {
  list: own.listOwnAgents,
  get: own.getOwnAgent,
  update: own.updateOwnAgent,
  remove: own.deleteOwnAgent,
  enable: own.enableOwnAgent,
  disable: own.disableOwnAgent,
  drain: own.drainOwnAgent,
  rotateKey: own.rotateOwnAgentKey,
  listTokens: own.listAgentTokens,
  createToken: own.createAgentToken,
  revokeToken: own.revokeAgentToken,
};

export const PLATFORM: AgentOwner = {
  isPlatform: true,
  scope: {},
  contracts: PLATFORM_CONTRACTS,
  scanPath: null,
  paths: adminPaths,
};

export function tenantOwner(slug: string): AgentOwner {
  return {
    isPlatform: false,
    scope: { tenant: slug },
    contracts: OWN_CONTRACTS,
    scanPath: (id) => paths.scan(slug, id),
    paths: {
      agents: paths.agents(slug),
      agent: (id) => paths.agent(slug, id),
      tokens: paths.agentTokens(slug),
    },
  };
}

/** The beginning of a query's key: the operation and, for a tenant's, the tenant. */
export function ownerKey(
  { scope, contracts }: AgentOwner,
  operation: keyof AgentOwner["contracts"],
): string[] {
  const { id } = contracts[operation];
  return scope.tenant === undefined ? [id] : [id, scope.tenant];
}
