"use client";

import { useAgentOwner } from "@/components/agents/agent-owner";
import { TierChoice } from "@/components/agents/tier-choice";
import { labelLines } from "@/components/fleet/form-values";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { ApiError } from "@/lib/client/api-error";
import type { AgentView } from "@/lib/contracts/agent";

/** What its owner sets of an agent, with the server's word at each field. Field names are those of the API. */
export function AgentFields({ agent, error }: { agent?: AgentView; error: ApiError | null }) {
  const { isPlatform } = useAgentOwner().owner;
  const fault = (name: string) => error?.fieldMessage(`/${name}`);
  return (
    <div className="space-y-4">
      <Field
        label="Name"
        required
        error={fault("name")}
        hint={`Unique ${isPlatform ? "in the fleet" : "among your agents"}; letters, digits, dot, dash.`}
      >
        <Input
          name="name"
          defaultValue={agent?.name}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          placeholder="ded-eu-2"
        />
      </Field>
      {isPlatform ? <TierChoice defaultTier={agent?.tier} error={fault("tier")} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Slots" required error={fault("max_concurrent_jobs")} hint="Jobs that it runs at once.">
          <Input
            name="max_concurrent_jobs"
            type="number"
            inputMode="numeric"
            min={1}
            max={1000}
            defaultValue={agent?.max_concurrent_jobs ?? 2}
          />
        </Field>
        <Field label="Region" optional error={fault("region")} hint="Preferred for jobs that name it.">
          <Input
            name="region"
            defaultValue={agent?.region ?? ""}
            autoComplete="off"
            spellCheck={false}
            placeholder="eu-central"
          />
        </Field>
      </div>
      {isPlatform ? (
        <Field label="Capabilities" optional error={fault("capabilities")} hint="Words, with commas between.">
          <Input
            name="capabilities"
            defaultValue={agent?.capabilities.join(", ") ?? ""}
            autoComplete="off"
            spellCheck={false}
            placeholder="internal-network, ipv6"
          />
        </Field>
      ) : null}
      <Field label="Labels" optional error={fault("labels")} hint="One a line, as name=value.">
        <Textarea
          name="labels"
          rows={2}
          mono
          defaultValue={agent ? labelLines(agent.labels) : ""}
          spellCheck={false}
          placeholder="rack=7"
        />
      </Field>
    </div>
  );
}
