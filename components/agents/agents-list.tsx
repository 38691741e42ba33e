"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { agentFilters, agentSearchParams } from "@/components/agents/agent-search-params";
import { AgentsTable } from "@/components/agents/agents-table";
import { listAgentsOptions } from "@/components/agents/api/list-agents-query";
import { healthNames, statusNames } from "@/components/agents/filter-names";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { SearchInput } from "@/components/fleet/search-input";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";
import { tierLabels } from "@/components/ui/tier-shape";
import { adminPaths } from "@/lib/client/admin-paths";

/** The fleet with its filters; both live in the address. */
export function AgentsList() {
  const [values, setValues] = useQueryStates(agentSearchParams, { history: "replace" });
  const setText = useCallback((q: string | null) => void setValues({ q }), [setValues]);
  const filters = agentFilters(values);
  const query = useInfiniteQuery(listAgentsOptions(filters));
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
    return (
      <>
        <AgentsTable agents={agents} />
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
        <FilterSelect
          label="Tier"
          anyLabel="Any tier"
          names={tierLabels}
          value={tier}
          onChange={(next) => void setValues({ tier: next })}
        />
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
