import { StatusBadge } from "@/components/ui/status-badge";
import type { StatusTone } from "@/components/ui/status-shape";
import type { BootstrapTokenStatus } from "@/lib/domain/token/bootstrap-token";

const looks: Record<BootstrapTokenStatus, { tone: StatusTone; words: string }> = {
  active: { tone: "ok", words: "Active" },
  exhausted: { tone: "off", words: "Used up" },
  expired: { tone: "off", words: "Expired" },
  revoked: { tone: "bad", words: "Revoked" },
};

export const tokenStatusNames = Object.fromEntries(
  Object.entries(looks).map(([status, look]) => [status, look.words]),
) as Record<BootstrapTokenStatus, string>;

export function TokenStatus({ status }: { status: BootstrapTokenStatus }) {
  return <StatusBadge tone={looks[status].tone}>{looks[status].words}</StatusBadge>;
}
