"use client";

import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { ApiError } from "@/lib/client/api-error";

interface QueryErrorStateProps {
  what: string;
  query: { error: Error | null; isFetching: boolean; refetch: () => unknown };
}

/** A query that failed, with the server's reason, its request id and the way to try again. */
export function QueryErrorState({ what, query }: QueryErrorStateProps) {
  const problem = query.error instanceof ApiError ? query.error.problem : null;
  return (
    <ErrorState
      what={what}
      why={query.error?.message}
      requestId={problem?.request_id}
      action={
        problem?.status === 403 || problem?.status === 404 ? null : (
          <Button loading={query.isFetching} onClick={() => void query.refetch()}>
            Try again
          </Button>
        )
      }
    />
  );
}
