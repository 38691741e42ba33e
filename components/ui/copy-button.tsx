"use client";

import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "@/lib/client/cn";
import { Button } from "./button";
import type { ButtonVariants } from "./button-variants";
import { copyText } from "./copy-text";

type CopyButtonProps = ButtonVariants & {
  value: string;
  label?: string;
  iconOnly?: boolean;
  onCopied?: () => void;
  className?: string;
};

/** Says "Copied" in its own place for two seconds, and "Not copied" when the browser refused. */
export function CopyButton({
  value,
  label = "Copy",
  iconOnly = false,
  onCopied,
  className,
  ...variants
}: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    const done = await copyText(value);
    setOutcome(done ? "copied" : "refused");
    if (done) onCopied?.();
  }

  const words = { idle: label, copied: "Copied", refused: "Not copied" }[outcome];
  const Icon = { idle: Copy, copied: Check, refused: X }[outcome];
  return (
    <>
      <Button
        {...variants}
        onClick={copy}
        aria-label={iconOnly ? label : undefined}
        title={iconOnly ? words : undefined}
        className={cn(iconOnly && "aspect-square px-0 py-0", className)}
      >
        <Icon aria-hidden className={outcome === "copied" ? "text-ok" : undefined} />
        {iconOnly ? null : words}
      </Button>
      <span role="status" className="sr-only">
        {outcome === "idle" ? "" : words}
      </span>
    </>
  );
}
