"use client";

import { ChevronRight } from "lucide-react";
import { useAgentOwner } from "@/components/agents/agent-owner";
import { TierChoice } from "@/components/agents/tier-choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { ApiError } from "@/lib/client/api-error";

const lifetimes = [
  { value: "1", label: "1 hour" },
  { value: "8", label: "8 hours" },
  { value: "24", label: "24 hours" },
  { value: "72", label: "3 days" },
  { value: "168", label: "7 days" },
];

/** Tier where there is one, life and uses; conditions are folded away, as most tokens have none. */
export function TokenFields({ error }: { error: ApiError | null }) {
  const { owner } = useAgentOwner();
  const fault = (...names: string[]) =>
    names
      .map((name) => error?.problem?.errors?.find(({ pointer }) => pointer.startsWith(`/${name}`))?.message)
      .find(Boolean);
  return (
    <div className="space-y-4">
      {owner.isPlatform ? <TierChoice error={fault("tier")} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Valid for" error={fault("expires_in_hours")}>
          <Select name="expires_in_hours" options={lifetimes} defaultValue="24" />
        </Field>
        <Field label="Uses" required error={fault("max_uses")} hint="Agents that may join with it.">
          <Input name="max_uses" type="number" inputMode="numeric" min={1} max={100} defaultValue={1} />
        </Field>
      </div>
      <Field label="Description" optional error={fault("description")}>
        <Input name="description" maxLength={200} autoComplete="off" placeholder="Rack 7, new scanners" />
      </Field>
      <details className="group rounded border border-line">
        <summary className="flex min-h-9 cursor-pointer list-none items-center gap-2 rounded px-3 font-medium text-sm hover:bg-hover">
          <ChevronRight aria-hidden className="size-4 text-ink-3 transition-transform group-open:rotate-90" />
          Conditions
        </summary>
        <div className="space-y-4 px-3 pt-1 pb-3.5">
          <Field
            label="Required tools"
            optional
            error={fault("required_tools")}
            hint="Words, with commas between."
          >
            <Input name="required_tools" autoComplete="off" spellCheck={false} placeholder="nmap, sslscan" />
          </Field>
          <Field label="Required capabilities" optional error={fault("required_capabilities")}>
            <Input
              name="required_capabilities"
              autoComplete="off"
              spellCheck={false}
              placeholder="internal-network"
            />
          </Field>
          <Field label="Required region" optional error={fault("required_region")}>
            <Input name="required_region" autoComplete="off" spellCheck={false} placeholder="eu-central" />
          </Field>
          <Field
            label="Allowed addresses"
            optional
            error={fault("allowed_cidrs")}
            hint="Ranges that an agent may join from, one a line."
          >
            <Textarea name="allowed_cidrs" rows={2} mono spellCheck={false} placeholder="10.1.0.0/16" />
          </Field>
        </div>
      </details>
    </div>
  );
}
