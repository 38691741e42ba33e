"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { FilterBar } from "@/components/fleet/filter-bar";
import { FilterSelect } from "@/components/fleet/filter-select";
import { QueryErrorState } from "@/components/jobs/query-error-state";
import { listDeadLettersOptions } from "@/components/queue/api/list-dead-letters-query";
import { DeadLetterCard } from "@/components/queue/dead-letter-card";
import { deadLetterSearchParams, deadLetterStateNames } from "@/components/queue/dead-letter-search-params";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { SkeletonTable } from "@/components/ui/skeleton-table";

/** Jobs that agents died of, a card each with all attempts. The state that is shown lives in the address. */
export function DeadLettersList() {
  const [{ state }, setValues] = useQueryStates(deadLetterSearchParams, { history: "replace" });
  const query = useInfiniteQuery(listDeadLettersOptions(state ?? "open"));
  const letters = query.data?.pages.flatMap((page) => page.items) ?? [];
  const clear = () => void setValues(null);

  function content() {
    if (query.isPending) {
      return (
        <Card aria-label="Dead letters">
          <SkeletonTable label="Loading dead letters" rows={4} columns={6} />
        </Card>
      );
    }
    if (query.isError && letters.length === 0) {
      return <QueryErrorState what="The dead letters could not be loaded" query={query} />;
    }
    if (letters.length === 0) {
      return (
        <Card aria-label="Dead letters">
          {state === null ? (
            <EmptyState
              sentence="No job waits for a decision."
              detail="A job that three agents were lost over is not tried again and appears here."
            />
          ) : (
            <EmptyState
              sentence="No dead letter is in this state."
              action={<Button onClick={clear}>Show open ones</Button>}
            />
          )}
        </Card>
      );
    }
    return (
      <div className="space-y-3.5">
        {letters.map((letter) => (
          <DeadLetterCard key={letter.job.id} letter={letter} />
        ))}
        <Card aria-label="More dead letters">
          <LoadMore
            shown={letters.length}
            noun={letters.length === 1 ? "dead letter" : "dead letters"}
            hasMore={query.hasNextPage}
            loading={query.isFetchingNextPage}
            onLoadMore={() => void query.fetchNextPage()}
          />
        </Card>
      </div>
    );
  }

  return (
    <>
      <FilterBar
        active={state ? [{ label: "State", value: deadLetterStateNames[state], remove: clear }] : []}
      >
        <FilterSelect
          label="State"
          anyLabel="Open"
          names={deadLetterStateNames}
          value={state}
          onChange={(next) => void setValues({ state: next })}
        />
      </FilterBar>
      {content()}
    </>
  );
}
