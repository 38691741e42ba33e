import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";

/** Also for what belongs to another tenant and for what the reader's role may not see. */
export default function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState
        sentence="There is nothing here, or your role may not see it."
        detail="Check the address, or ask an owner or admin of this tenant for access."
      />
    </>
  );
}
