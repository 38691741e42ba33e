import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { adminPaths } from "@/lib/client/admin-paths";

export default function AdminNotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState
        sentence="There is nothing here. It may have been deleted."
        action={<ButtonLink href={adminPaths.overview}>Go to the overview</ButtonLink>}
      />
    </>
  );
}
