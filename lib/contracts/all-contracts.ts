import * as account from "@/lib/contracts/account";
import * as adminExplain from "@/lib/contracts/admin-explain";
import * as adminJob from "@/lib/contracts/admin-job";
import * as agent from "@/lib/contracts/agent";
import * as agentProtocol from "@/lib/contracts/agent-protocol";
import * as agentSync from "@/lib/contracts/agent-sync";
import * as apiKey from "@/lib/contracts/api-key";
import * as archive from "@/lib/contracts/archive";
import * as auditLog from "@/lib/contracts/audit-log";
import * as bootstrapToken from "@/lib/contracts/bootstrap-token";
import type { AnyContract } from "@/lib/contracts/contract";
import * as deadLetter from "@/lib/contracts/dead-letter";
import * as job from "@/lib/contracts/job";
import * as liveEvent from "@/lib/contracts/live-event";
import * as member from "@/lib/contracts/member";
import * as operations from "@/lib/contracts/operations";
import * as ownAgent from "@/lib/contracts/own-agent";
import * as platformStats from "@/lib/contracts/platform-stats";
import * as queueRepair from "@/lib/contracts/queue-repair";
import * as tenant from "@/lib/contracts/tenant";
import * as tenantAgentProtocol from "@/lib/contracts/tenant-agent-protocol";
import * as tier from "@/lib/contracts/tier";
import * as user from "@/lib/contracts/user";

/**
 * Every operation of the API, in the order in which the documentation shows it. A contract that is not in this list
 * fails a test, and so does one without a route.
 */
export const ALL_CONTRACTS: readonly AnyContract[] = [
  job.submitJob,
  job.estimateJob,
  job.listJobs,
  job.getJob,
  job.cancelJob,
  job.retryJob,
  job.listAttempts,
  job.readJobLog,
  job.listJobFindings,
  archive.uploadArchive,
  archive.listArchives,
  archive.deleteArchive,
  platformStats.getPlatformStats,
  ownAgent.listOwnAgents,
  ownAgent.getOwnAgent,
  ownAgent.updateOwnAgent,
  ownAgent.deleteOwnAgent,
  ownAgent.disableOwnAgent,
  ownAgent.enableOwnAgent,
  ownAgent.drainOwnAgent,
  ownAgent.rotateOwnAgentKey,
  ownAgent.listAgentTokens,
  ownAgent.createAgentToken,
  ownAgent.revokeAgentToken,
  liveEvent.followTenantEvents,
  liveEvent.followAdminEvents,
  agentProtocol.registerAgent,
  agentProtocol.getAgentSelf,
  agentSync.sync,
  agentProtocol.heartbeat,
  agentProtocol.claimJobs,
  agentProtocol.reportStatus,
  agentProtocol.appendLog,
  agentProtocol.reportFindings,
  agentProtocol.downloadArchive,
  agentProtocol.goOffline,
  agentProtocol.leaveFleet,
  tenantAgentProtocol.getAgentSelf,
  tenantAgentProtocol.sync,
  tenantAgentProtocol.heartbeat,
  tenantAgentProtocol.claimJobs,
  tenantAgentProtocol.reportStatus,
  tenantAgentProtocol.appendLog,
  tenantAgentProtocol.reportFindings,
  tenantAgentProtocol.downloadArchive,
  tenantAgentProtocol.goOffline,
  tenantAgentProtocol.leaveFleet,
  apiKey.listApiKeys,
  apiKey.createApiKey,
  apiKey.revokeApiKey,
  member.listMembers,
  member.inviteMember,
  member.revokeInvitation,
  member.updateMember,
  member.removeMember,
  auditLog.listTenantAuditLog,
  account.getAccount,
  account.changePassword,
  account.listSessions,
  account.revokeSession,
  account.acceptInvitation,
  account.completeSetup,
  account.checkSetupLink,
  agent.listAgents,
  agent.createAgent,
  agent.getAgentStats,
  agent.getAgent,
  agent.updateAgent,
  agent.deleteAgent,
  agent.disableAgent,
  agent.enableAgent,
  agent.drainAgent,
  agent.rotateAgentKey,
  bootstrapToken.listBootstrapTokens,
  bootstrapToken.createBootstrapToken,
  bootstrapToken.revokeBootstrapToken,
  adminJob.listAdminJobs,
  adminJob.getQueueStats,
  adminExplain.explainJob,
  tier.pauseTier,
  tier.resumeTier,
  deadLetter.listDeadLetters,
  deadLetter.requeueDeadLetter,
  deadLetter.dismissDeadLetter,
  queueRepair.getQueueFaults,
  queueRepair.repairQueue,
  tenant.listTenants,
  tenant.createTenant,
  tenant.getTenant,
  tenant.updateTenant,
  adminExplain.getTenantQueue,
  tenant.listPlans,
  user.listUsers,
  user.disableUser,
  user.enableUser,
  apiKey.listAdminKeys,
  apiKey.createAdminKey,
  apiKey.revokeAdminKey,
  auditLog.listAuditLog,
  operations.runQueueMaintenance,
  operations.healthLive,
  operations.healthReady,
  operations.getMetrics,
  operations.getOpenApi,
];
