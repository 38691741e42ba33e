"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { agentFilters, agentSearchParams } from "@/components/agents/agent-search-params";
import { AgentsTable } from "@/components/agents/agents-table";
import { listAgentsOptions } from "@/components/agents/api/list-agents-query";
import { healthNames, statusNames } from "@/components/agents/filter-names";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { SearchInput } from "@/components/fleet/search-input";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { tierLabels } from "@/components/ui/tier-shape";
import { adminPaths } from "@/lib/client/admin-paths";

/** An owner's agents with their filters; both live in the address. */
export function AgentsList() {
  const [values, setValues] = useQueryStates(agentSearchParams, { history: "replace" });
  const setText = useCallback((q: string | null) => void setValues({ q }), [setValues]);
  const { owner } = useAgentOwner();
  const filters = agentFilters(values);
  const query = useInfiniteQuery(listAgentsOptions(owner, filters));
  const agents = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Object.keys(filters).length > 0;
  const { tier, health, status, q } = values;

  function content() {
    if (query.isPending) return <SkeletonTable label="Loading agents" rows={8} columns={7} />;
    if (query.isError && agents.length === 0) {
      return <QueryErrorState what="The agents could not be loaded" query={query} />;
    }
    if (agents.length === 0 && isFiltered) {
      return (
        <EmptyState
          sentence="No agent matches these filters."
          action={<Button onClick={() => void setValues(null)}>Clear filters</Button>}
        />
      );
    }
    if (agents.length === 0) {
      return owner.isPlatform ? <NoPlatformAgents /> : <NoOwnAgents />;
    }
    return (
      <>
        <AgentsTable agents={agents} readAt={query.dataUpdatedAt} />
        <LoadMore
          shown={agents.length}
          noun={agents.length === 1 ? "agent" : "agents"}
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
        />
      </>
    );
  }

  return (
    <>
      <FilterBar
        active={[
          ...(q ? [{ label: "Search", value: q, remove: () => void setValues({ q: null }) }] : []),
          ...(tier
            ? [{ label: "Tier", value: tierLabels[tier], remove: () => void setValues({ tier: null }) }]
            : []),
          ...(health
            ? [
                {
                  label: "Health",
                  value: healthNames[health],
                  remove: () => void setValues({ health: null }),
                },
              ]
            : []),
          ...(status
            ? [{ label: "State", value: statusNames[status], remove: () => void setValues({ status: null }) }]
            : []),
        ]}
      >
        <SearchInput label="Search by name or host" placeholder="Name or host" value={q} onChange={setText} />
        {owner.isPlatform ? (
          <FilterSelect
            label="Tier"
            anyLabel="Any tier"
            names={tierLabels}
            value={tier}
            onChange={(next) => void setValues({ tier: next })}
          />
        ) : null}
        <FilterSelect
          label="Health"
          anyLabel="Any health"
          names={healthNames}
          value={health}
          onChange={(next) => void setValues({ health: next })}
        />
        <FilterSelect
          label="State"
          anyLabel="Any state"
          names={statusNames}
          value={status}
          onChange={(next) => void setValues({ status: next })}
        />
      </FilterBar>
      <Card aria-label="Agents">{content()}</Card>
    </>
  );
}

function NoPlatformAgents() {
  return (
    <EmptyState
      sentence="No agent has joined yet."
      detail="Create a bootstrap token and run its join command on a host. The agent appears here by itself."
      action={
        <ButtonLink href={adminPaths.tokens} variant="primary">
          Go to bootstrap tokens
        </ButtonLink>
      }
    />
  );
}

function NoOwnAgents() {
  const { mayManage } = useAgentOwner();
  return (
    <EmptyState
      sentence="You have no agent of your own yet."
      detail={
        mayManage
          ? "It runs your scans from a host of yours, also where no platform agent reaches, and takes none of your plan's slots. Create a token and run its join command there."
          : "It runs your scans from a host of yours. An owner or admin of this tenant can add one."
      }
      action={mayManage ? <CreateTokenDialog label="Add an agent" /> : undefined}
    />
  );
}
