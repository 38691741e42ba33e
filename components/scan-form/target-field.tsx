"use client";

import { Controller, type UseFormReturn } from "react-hook-form";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type TargetKind, TOOLS, type ToolName } from "@/lib/domain/tool/tools";

const inputs: Record<Exclude<TargetKind, "archive">, { label: string; hint: string; placeholder: string }> = {
  url: {
    label: "Address",
    hint: "One web site. Scan only what you may scan.",
    placeholder: "https://shop.example.com",
  },
  host: {
    label: "Host",
    hint: "One host name or address. Scan only what you may scan.",
    placeholder: "shop.example.com",
  },
  host_port: {
    label: "Host and port",
    hint: "One TLS port. Scan only what you may scan.",
    placeholder: "shop.example.com:443",
  },
};

/** What the chosen scanner looks at: text for a network target, a file for an archive. */
export function TargetField({ form, tool }: { form: UseFormReturn<ScanFormValues>; tool: ToolName }) {
  const { errors } = form.formState;
  const kind = TOOLS[tool].target;
  if (kind === "archive") {
    return (
      <Controller
        control={form.control}
        name="archive"
        render={({ field: { value: _, onChange, ...field } }) => (
          <Field
            label="Repository archive"
            hint="A .tar or .tar.gz of at most 32 MiB. It is kept with the scan."
            error={errors.archive?.message as string | undefined}
            required
          >
            <Input
              {...field}
              type="file"
              accept=".tar,.tar.gz,.tgz,application/gzip,application/x-tar"
              onChange={(event) => onChange(event.target.files?.[0] ?? null)}
              className="h-auto py-1.5 pl-1.5 read-only:not-[select]:bg-panel file:mr-3 file:rounded-sm file:border file:border-line-2 file:border-solid file:bg-sunk file:px-2.5 file:py-0.5 file:font-medium file:text-ink file:text-sm"
            />
          </Field>
        )}
      />
    );
  }
  const { label, hint, placeholder } = inputs[kind];
  return (
    <Field label={label} hint={hint} error={errors.target?.message} required>
      <Input
        {...form.register("target")}
        mono
        placeholder={placeholder}
        inputMode="url"
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
      />
    </Field>
  );
}
