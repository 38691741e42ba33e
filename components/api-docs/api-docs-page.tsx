import type { ReactNode } from "react";
import { ApiContents } from "@/components/api-docs/api-contents";

/** A page of the reference beside its contents. */
export function ApiDocsPage({ current, children }: { current: string | null; children: ReactNode }) {
  return (
    <div className="gap-8 lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <ApiContents current={current} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
