import { LoaderCircle } from "lucide-react";
import { cn } from "@/lib/client/cn";

/** Decoration only: whatever holds it says in words what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle data-spinner="" aria-hidden className={cn("size-4 animate-turn", className)} />;
}
