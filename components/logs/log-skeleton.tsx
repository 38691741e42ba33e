import { Card } from "@/components/ui/card";
import { LoadingRegion, Skeleton } from "@/components/ui/skeleton";

/** Stands in for a log's first lines. */
export function LinesSkeleton() {
  return (
    <LoadingRegion label="Loading the log" className="min-h-24 space-y-2 bg-sunk px-4.5 py-3">
      <Skeleton className="h-3 w-2/3" />
      <Skeleton className="h-3 w-1/2" />
      <Skeleton className="h-3 w-3/5" />
    </LoadingRegion>
  );
}

/** Stands in for the whole viewer while its code is fetched. */
export function LogSkeleton() {
  return (
    <Card aria-label="Log">
      <p className="flex h-14 items-center px-4 font-semibold sm:px-4.5">Log</p>
      <div className="border-line border-t">
        <LinesSkeleton />
      </div>
    </Card>
  );
}
