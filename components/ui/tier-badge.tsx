import { cva, type VariantProps } from "class-variance-authority";
import { cn } from "@/lib/client/cn";
import { type Tier, TierShape, tierLabels } from "./tier-shape";

const tierBadgeVariants = cva("inline-flex max-w-full items-center rounded-full font-medium", {
  variants: {
    tier: {
      shared: "bg-shared-bg text-shared",
      dedicated: "bg-dedicated-bg text-dedicated",
      premium: "bg-premium-bg text-premium",
    },
    size: {
      sm: "gap-1 py-px pr-2 pl-1.5 text-xs leading-[1.125rem]",
      md: "gap-1.5 py-0.5 pr-2.5 pl-2 text-sm",
    },
  },
  defaultVariants: { size: "sm" },
});

type TierBadgeProps = VariantProps<typeof tierBadgeVariants> & {
  tier: Tier;
  name?: string;
  className?: string;
};

/** Shape, colour and word of a tier. With `name` (an agent) the name is shown and the tier's word is still read out. */
export function TierBadge({ tier, size, name, className }: TierBadgeProps) {
  return (
    <span className={cn(tierBadgeVariants({ tier, size }), className)}>
      <TierShape tier={tier} />
      {name ? (
        <>
          <span className="sr-only">{tierLabels[tier]} agent </span>
          <span className="truncate">{name}</span>
        </>
      ) : (
        tierLabels[tier]
      )}
    </span>
  );
}
