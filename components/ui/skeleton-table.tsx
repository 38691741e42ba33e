import type { CSSProperties } from "react";
import { LoadingRegion, Skeleton } from "./skeleton";

/** Stands in for a Table inside its Card, with the same header and row heights. */
export function SkeletonTable({
  label,
  rows = 5,
  columns = 5,
}: {
  label: string;
  rows?: number;
  columns?: number;
}) {
  const columnStyle = { "--columns": `repeat(${columns}, minmax(0, 1fr))` } as CSSProperties;
  const widths = ["w-3/5", "w-2/5", "w-1/2", "w-1/3"];
  return (
    <LoadingRegion label={label} className="@container">
      <div aria-hidden className="hidden h-[33px] border-line border-b bg-sunk @min-[640px]:block" />
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are identical and never reorder
          key={row}
          className="grid items-center gap-x-6 gap-y-2 border-line px-4.5 py-3 not-last:border-b @min-[640px]:h-[41px] @min-[640px]:grid-cols-(--columns) @min-[640px]:py-0"
          style={columnStyle}
        >
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Skeleton key={column} className={widths[(row + column) % widths.length]} />
          ))}
        </div>
      ))}
    </LoadingRegion>
  );
}
