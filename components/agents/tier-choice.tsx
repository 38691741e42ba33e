"use client";

import { RadioCard } from "@/components/ui/radio-card";
import { RadioCards } from "@/components/ui/radio-cards";
import { TierBadge } from "@/components/ui/tier-badge";
import { TIERS, type Tier } from "@/lib/domain/tier/tier";

const descriptions: Record<Tier, string> = {
  shared: "Every plan",
  dedicated: "Business and up",
  premium: "Enterprise only",
};

/** The tier of an agent or a token, with who may use it. Its form field is `tier`. */
export function TierChoice({
  defaultTier = "shared",
  error,
}: {
  defaultTier?: Tier;
  error?: string | undefined;
}) {
  return (
    <RadioCards legend="Tier" className="sm:grid-cols-3" error={error}>
      {TIERS.map((tier) => (
        <RadioCard
          key={tier}
          name="tier"
          value={tier}
          defaultChecked={tier === defaultTier}
          label={<TierBadge tier={tier} />}
          description={descriptions[tier]}
        />
      ))}
    </RadioCards>
  );
}

export function tierOf(form: FormData): Tier {
  return TIERS.find((tier) => tier === form.get("tier")) ?? "shared";
}
