"use client";

import { Select } from "@/components/ui/select";

interface FilterSelectProps<T extends string> {
  label: string;
  /** What an empty choice reads, e.g. "Any tier". */
  anyLabel: string;
  names: Record<T, string>;
  value: T | null;
  onChange: (value: T | null) => void;
}

/** One of a few, or any. */
export function FilterSelect<T extends string>({
  label,
  anyLabel,
  names,
  value,
  onChange,
}: FilterSelectProps<T>) {
  const choices = Object.entries(names) as [T, string][];
  return (
    <Select
      aria-label={label}
      placeholder={anyLabel}
      options={choices.map(([key, name]) => ({ value: key, label: name }))}
      value={value ?? ""}
      onChange={(event) => onChange(choices.find(([key]) => key === event.target.value)?.[0] ?? null)}
    />
  );
}
