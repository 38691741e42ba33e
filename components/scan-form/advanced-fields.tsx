"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { useHasOwnAgents } from "@/components/agents/api/use-has-own-agents";
import { optionLabels } from "@/components/jobs/option-labels";
import { selectionModeNames } from "@/components/jobs/selection-mode-names";
import { optionFields } from "@/components/scan-form/option-fields";
import type { ScanFormValues } from "@/components/scan-form/scan-form-values";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { tierLabels } from "@/components/ui/tier-shape";
import { platformStatsOptions } from "@/components/usage/api/platform-stats-query";
import { useTenantSession } from "@/lib/client/tenant-session";
import { SELECTION_MODES } from "@/lib/domain/job/selection-mode";
import { TIERS } from "@/lib/domain/tier/tier";
import { TOOLS, type ToolName } from "@/lib/domain/tool/tools";

/** Everything with a default. Opens by itself when the server refuses one of its values. */
export function AdvancedFields({ form, tool }: { form: UseFormReturn<ScanFormValues>; tool: ToolName }) {
  const { slug } = useTenantSession();
  const stats = useQuery(platformStatsOptions(slug)).data;
  const hasOwnAgents = useHasOwnAgents();
  const isOwnOnly = form.watch("selection_mode") === "tenant_only";
  const { errors } = form.formState;
  const refused = Object.keys(errors).some(
    (name) => name !== "target" && name !== "archive" && name !== "tool",
  );
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (refused) setOpen(true);
  }, [refused]);
  const { profiles, defaultTimeoutSeconds } = TOOLS[tool];

  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group rounded border border-line"
    >
      <summary className="flex min-h-9 list-none items-center gap-2 px-3 py-2 font-medium text-sm hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 text-ink-3 transition-transform duration-100 group-open:rotate-90"
        />
        Advanced
        <span className="font-normal text-ink-3">
          profile, options, {hasOwnAgents ? "agents, " : ""}tier, priority
        </span>
      </summary>
      <div className="grid gap-4 border-line border-t px-3 py-4 sm:grid-cols-2">
        <Field label="Profile" error={errors.profile?.message}>
          <Select
            key={tool}
            {...form.register("profile")}
            placeholder={`Default: ${profiles[0]}`}
            options={profiles.map((profile) => ({ value: profile, label: profile }))}
          />
        </Field>
        <Field
          label="Time limit"
          hint={`Seconds; ${defaultTimeoutSeconds} by default.`}
          error={errors.timeout_seconds?.message}
        >
          <Input
            {...form.register("timeout_seconds")}
            type="number"
            min={1}
            max={86_400}
            placeholder={String(defaultTimeoutSeconds)}
          />
        </Field>
        {optionFields[tool].map((field) => (
          <Field
            key={`${tool}-${field.name}`}
            label={optionLabels[field.name] ?? field.name}
            hint={field.hint}
            error={errors.options?.[field.name]?.message}
            className={field.kind === "lines" ? "sm:col-span-2" : undefined}
          >
            {field.kind === "lines" ? (
              <Textarea
                mono
                rows={3}
                placeholder={field.placeholder}
                spellCheck={false}
                {...form.register(`options.${field.name}`)}
              />
            ) : (
              <Input
                mono={field.kind === "text"}
                type={field.kind}
                min={field.min}
                max={field.max}
                placeholder={field.placeholder}
                spellCheck={false}
                {...form.register(`options.${field.name}`)}
              />
            )}
          </Field>
        ))}
        {hasOwnAgents ? (
          <Field
            label="Agents"
            hint="Your own take none of your plan's slots."
            error={errors.selection_mode?.message}
          >
            <Select
              {...form.register("selection_mode")}
              placeholder={`Default: ${selectionModeNames.platform_only}`}
              options={SELECTION_MODES.filter((mode) => mode !== "platform_only").map((mode) => ({
                value: mode,
                label: selectionModeNames[mode],
              }))}
            />
          </Field>
        ) : null}
        {isOwnOnly ? null : (
          <Field
            label="Highest tier"
            hint="The best free agent up to this tier runs the scan."
            error={errors.tier?.message}
          >
            <Select
              {...form.register("tier")}
              placeholder={
                stats?.enabled
                  ? `${tierLabels[stats.max_tier]}, the highest of your plan`
                  : "The highest of your plan"
              }
              options={TIERS.filter((tier) => stats?.accessible_tiers.includes(tier) ?? true).map((tier) => ({
                value: tier,
                label: tierLabels[tier],
              }))}
            />
          </Field>
        )}
        <Field
          label="Preferred region"
          hint="Taken where agents are equal otherwise."
          error={errors.region?.message}
        >
          <Input {...form.register("region")} placeholder="any" autoCapitalize="none" spellCheck={false} />
        </Field>
        <Field
          label="Priority"
          hint="−10 to 10, among your own scans; the higher goes first."
          error={errors.priority?.message}
        >
          <Input {...form.register("priority")} type="number" min={-10} max={10} step={1} />
        </Field>
      </div>
    </details>
  );
}
