import { Slot } from "radix-ui/slot";
import type { ComponentProps, MouseEvent } from "react";
import { cn } from "@/lib/client/cn";
import { type ButtonVariants, buttonVariants } from "./button-variants";
import { Spinner } from "./spinner";

type ButtonProps = ComponentProps<"button"> & ButtonVariants & { asChild?: boolean; loading?: boolean };

/** While `loading` the button keeps its words and its focus, shows a spinner and takes no second press. With `asChild` the one child becomes the button. */
export function Button({
  variant,
  size,
  asChild = false,
  loading = false,
  onClick,
  className,
  children,
  type = "button",
  ...props
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot className={classes} onClick={onClick} {...props}>
        {children}
      </Slot>
    );
  }
  return (
    <button
      type={type}
      className={cn(classes, loading && "[&>svg:not([data-spinner])]:hidden")}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      // A disabled button drops the focus; this one refuses the press instead.
      onClick={loading ? refusePress : onClick}
      {...props}
    >
      {loading ? <Spinner /> : null}
      {children}
    </button>
  );
}

function refusePress(event: MouseEvent) {
  event.preventDefault();
}
