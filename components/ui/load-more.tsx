"use client";

import { Button } from "./button";

type LoadMoreProps = {
  shown: number;
  noun: string;
  hasMore: boolean;
  loading?: boolean;
  onLoadMore: () => void;
};

/** The foot of a cursor list: how many are shown, announced when it changes, and the way to the next page. `noun` fits the number shown. */
export function LoadMore({ shown, noun, hasMore, loading = false, onLoadMore }: LoadMoreProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-line border-t px-4.5 py-2.5 text-ink-3 text-sm">
      <span role="status" className="tabular-nums">
        {hasMore ? `First ${shown} ${noun}` : `${shown === 1 ? "" : "All "}${shown} ${noun}`}
      </span>
      {hasMore ? (
        <Button size="sm" loading={loading} onClick={onLoadMore}>
          Load more
        </Button>
      ) : null}
    </div>
  );
}
