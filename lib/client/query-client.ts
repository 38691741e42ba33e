import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/lib/client/api-error";

const RETRIES_MAX = 2;

/**
 * The console's cache. What is shown is kept current by live events, so nothing refetches on focus. A refusal is
 * final; only a lack of an answer or a fault of the server is tried again.
 */
export function makeQueryClient(onSignedOut: () => void = () => {}): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < RETRIES_MAX && mayPassByItself(error),
      },
      mutations: { retry: false },
    },
  });
}

export function mayPassByItself(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === null || error.status >= 500;
}
