import { adminPaths } from "@/lib/client/admin-paths";
import * as platform from "@/lib/client/operations/agent";
import {
  createBootstrapToken,
  listBootstrapTokens,
  revokeBootstrapToken,
} from "@/lib/client/operations/bootstrap-token";
import * as own from "@/lib/client/operations/own-agent";
import { paths } from "@/lib/client/paths";

/** Whose agents are meant: the operations on them, how a call names their tenant, and where their pages are. */
export interface AgentOwner {
  /** Only the platform's agents are in tiers. */
  isPlatform: boolean;
  /** Part of every call. */
  scope: { tenant?: string };
  operations: typeof PLATFORM_OPERATIONS | typeof OWN_OPERATIONS;
  /** Where a job that the agent runs has its page; the admin console has none. */
  scanPath: ((id: string) => string) | null;
  paths: { agents: string; agent: (id: string) => string; tokens: string };
}

const PLATFORM_OPERATIONS = {
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
const OWN_OPERATIONS = {
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
  operations: PLATFORM_OPERATIONS,
  scanPath: null,
  paths: adminPaths,
};

export function tenantOwner(slug: string): AgentOwner {
  return {
    isPlatform: false,
    scope: { tenant: slug },
    operations: OWN_OPERATIONS,
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
  { scope, operations }: AgentOwner,
  operation: keyof AgentOwner["operations"],
): string[] {
  const { id } = operations[operation];
  return scope.tenant === undefined ? [id] : [id, scope.tenant];
}
