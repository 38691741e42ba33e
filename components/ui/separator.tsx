import { cn } from "@/lib/client/cn";

export function Separator({ className }: { className?: string }) {
  return <hr className={cn("border-line border-t", className)} />;
}
