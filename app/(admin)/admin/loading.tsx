import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { SkeletonTable } from "@/components/ui/skeleton-table";

/** The shape that most pages of the console share: a title, controls, a table. */
export default function AdminLoading() {
  return (
    <>
      <div className="mb-4.5 flex min-h-9 items-center">
        <Skeleton className="h-7 w-40" />
      </div>
      <Card aria-label="Loading">
        <SkeletonTable label="Loading the page" rows={8} columns={6} />
      </Card>
    </>
  );
}
