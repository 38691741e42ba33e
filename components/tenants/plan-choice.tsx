"use client";

import { useQuery } from "@tanstack/react-query";
import { listPlansOptions } from "@/components/tenants/api/tenant-queries";
import { planNames } from "@/components/tenants/plan-names";
import { RadioCard } from "@/components/ui/radio-card";
import { RadioCards } from "@/components/ui/radio-cards";
import { tierLabels } from "@/components/ui/tier-shape";
import type { PlanView } from "@/lib/contracts/tenant";
import { PLAN_SLUGS, type PlanSlug } from "@/lib/domain/plan/plan-slug";

interface PlanChoiceProps {
  defaultPlan: PlanSlug;
  error?: string | undefined;
  onChange?: (plan: PlanSlug) => void;
}

/** A plan with what it gives. Its form field is `plan`. */
export function PlanChoice({ defaultPlan, error, onChange }: PlanChoiceProps) {
  const plans = useQuery(listPlansOptions()).data?.items;
  return (
    <RadioCards legend="Plan" className="sm:grid-cols-2" error={error}>
      {PLAN_SLUGS.map((slug) => (
        <RadioCard
          key={slug}
          name="plan"
          value={slug}
          defaultChecked={slug === defaultPlan}
          onChange={() => onChange?.(slug)}
          label={planNames[slug]}
          description={planWords(plans?.find((plan) => plan.slug === slug))}
        />
      ))}
    </RadioCards>
  );
}

export function planOf(form: FormData): PlanSlug {
  return PLAN_SLUGS.find((slug) => slug === form.get("plan")) ?? "free";
}

function planWords(plan: PlanView | undefined): string {
  if (!plan) return "…";
  const {
    max_tier: tier,
    max_concurrent_jobs: running,
    max_queued_jobs: queued,
    history_days: days,
  } = plan.limits;
  return `up to ${tierLabels[tier]}, ${running} running, ${queued} queued, scans kept ${days} days`;
}
