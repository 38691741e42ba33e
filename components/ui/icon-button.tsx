import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";
import { type ButtonVariants, buttonVariants } from "./button-variants";
import { Spinner } from "./spinner";

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> &
  ButtonVariants & { label: string; loading?: boolean };

/** A square button of one icon; `label` is its accessible name and its native tooltip. */
export function IconButton({
  label,
  variant = "quiet",
  size = "md",
  loading = false,
  disabled,
  className,
  children,
  type = "button",
  ...props
}: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      disabled={disabled || loading}
      aria-busy={loading || undefined}
      className={cn(
        buttonVariants({ variant, size }),
        "aspect-square px-0 py-0",
        size === "sm" ? "w-7" : size === "lg" ? "w-10" : "w-8",
        className,
      )}
      {...props}
    >
      {loading ? <Spinner /> : children}
    </button>
  );
}
