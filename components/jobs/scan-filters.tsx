"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import type { ScanFilterValues } from "@/components/jobs/scan-search-params";
import { statusNames } from "@/components/jobs/status-names";
import { toolLabel } from "@/components/jobs/tool-label";
import { FilterChip } from "@/components/ui/filter-chip";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { JOB_STATUSES } from "@/lib/domain/job/job-status";
import { TOOL_NAMES } from "@/lib/domain/tool/tools";

/** A filter goes into the address this long after the last key. */
const TYPING_MS = 250;

interface ScanFiltersProps {
  values: ScanFilterValues;
  onChange: (change: Partial<ScanFilterValues>) => void;
}

const statusOptions = (["active", ...JOB_STATUSES] as const).map((status) => ({
  value: status,
  label: statusNames[status],
}));
const toolOptions = TOOL_NAMES.map((tool) => ({ value: tool, label: toolLabel(tool) }));

/** Search, status and tool, with a chip for each that is set. */
export function ScanFilters({ values, onChange }: ScanFiltersProps) {
  const [text, setText] = useState(values.q ?? "");
  useEffect(() => {
    setText(values.q ?? "");
  }, [values.q]);
  useEffect(() => {
    const wanted = text.trim() === "" ? null : text;
    if (wanted === values.q) return;
    const timer = setTimeout(() => onChange({ q: wanted }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, values.q, onChange]);

  return (
    <div className="mb-3.5 space-y-2.5">
      <search className="grid gap-2 sm:grid-cols-[minmax(0,20rem)_11rem_11rem]">
        <Input
          type="search"
          aria-label="Search by target or number"
          placeholder="Target or number"
          data-shortcut-focus=""
          leading={<Search />}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          options={statusOptions}
          value={values.status ?? ""}
          onChange={(event) =>
            onChange({ status: (event.target.value || null) as ScanFilterValues["status"] })
          }
        />
        <Select
          aria-label="Scanner"
          placeholder="Any scanner"
          options={toolOptions}
          value={values.tool ?? ""}
          onChange={(event) => onChange({ tool: (event.target.value || null) as ScanFilterValues["tool"] })}
        />
      </search>
      {values.status || values.tool || values.q ? (
        <div className="flex flex-wrap gap-2">
          {values.q ? (
            <FilterChip label="Search" value={values.q} onRemove={() => onChange({ q: null })} />
          ) : null}
          {values.status ? (
            <FilterChip
              label="Status"
              value={statusNames[values.status]}
              onRemove={() => onChange({ status: null })}
            />
          ) : null}
          {values.tool ? (
            <FilterChip
              label="Scanner"
              value={toolLabel(values.tool)}
              onRemove={() => onChange({ tool: null })}
            />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
