import type { ReactNode } from "react";
import { FilterChip } from "@/components/ui/filter-chip";

export interface ActiveFilter {
  label: string;
  value: string;
  remove: () => void;
}

/** The controls of a list and below them a chip for each filter that is set. */
export function FilterBar({ active, children }: { active: ActiveFilter[]; children: ReactNode }) {
  return (
    <div className="mb-3.5 space-y-2.5">
      <search className="grid grid-cols-2 gap-2 *:has-[input]:col-span-2 sm:flex sm:flex-wrap sm:*:w-44 sm:*:has-[input]:w-80">
        {children}
      </search>
      {active.length > 0 ? (
        <div className="flex flex-wrap gap-2">
          {active.map((filter) => (
            <FilterChip
              key={filter.label}
              label={filter.label}
              value={filter.value}
              onRemove={filter.remove}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}
