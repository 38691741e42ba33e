import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";
import { type ButtonVariants, buttonVariants } from "./button-variants";

/** A link that looks like a button: for going somewhere, where a button is for doing something. */
export function ButtonLink({
  variant,
  size,
  className,
  ...props
}: ComponentProps<typeof Link> & ButtonVariants) {
  return <Link className={cn(buttonVariants({ variant, size }), className)} {...props} />;
}
