import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";

/** A change by an admin. When it has gone through, the queries under `staleKeys` are read again before it counts as done. */
export function useAdminMutation<Input, Answer>(
  call: (input: Input) => Promise<Answer>,
  staleKeys: readonly QueryKey[],
) {
  const client = useQueryClient();
  return useMutation<Answer, ApiError, Input>({
    mutationFn: call,
    onSuccess: async () => {
      await Promise.all(staleKeys.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
