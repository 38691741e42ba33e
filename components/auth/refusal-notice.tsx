import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";

/** What the server refused and why; a fault in one field stands at that field instead. */
export function RefusalNotice({ error }: { error: ApiError | null }) {
  if (!error || error.problem?.errors?.length) return null;
  const requestId = error.status !== null && error.status >= 500 ? error.problem?.request_id : undefined;
  return (
    <Notice tone={error.status === 429 ? "wait" : "bad"}>
      {error.message}
      {requestId ? (
        <span className="mt-1 block text-ink-3 text-sm">
          Request id <span className="font-mono [overflow-wrap:anywhere]">{requestId}</span>
        </span>
      ) : null}
    </Notice>
  );
}
