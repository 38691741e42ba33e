import { Badge } from "@/components/ui/badge";
import type { Method } from "@/lib/contracts/contract";

const tones = { GET: "run", POST: "ok", PUT: "wait", PATCH: "wait", DELETE: "bad" } as const;

export function MethodBadge({ method }: { method: Method }) {
  return (
    <Badge tone={tones[method]} className="font-mono">
      {method}
    </Badge>
  );
}
