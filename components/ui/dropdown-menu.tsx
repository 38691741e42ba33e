"use client";

import { Check } from "lucide-react";
import * as MenuPrimitive from "radix-ui/dropdown-menu";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/client/cn";
import { menuClasses } from "./overlay-classes";

export const DropdownMenuTrigger = MenuPrimitive.Trigger;
export const DropdownMenuRadioGroup = MenuPrimitive.RadioGroup;

/** Not modal: a modal menu hides the page from assistive technology while its controls can still take focus. */
export function DropdownMenu({ modal = false, ...props }: ComponentProps<typeof MenuPrimitive.Root>) {
  return <MenuPrimitive.Root modal={modal} {...props} />;
}

const itemClasses =
  "relative flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded px-2.5 py-1.5 text-sm outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-hover data-[disabled]:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

export function DropdownMenuContent({
  className,
  align = "end",
  sideOffset = 6,
  ...props
}: ComponentProps<typeof MenuPrimitive.Content>) {
  return (
    <MenuPrimitive.Portal>
      <MenuPrimitive.Content
        align={align}
        sideOffset={sideOffset}
        collisionPadding={12}
        className={cn(menuClasses, "max-h-[var(--radix-dropdown-menu-content-available-height)]", className)}
        {...props}
      />
    </MenuPrimitive.Portal>
  );
}

type ItemProps = ComponentProps<typeof MenuPrimitive.Item> & {
  tone?: "default" | "danger";
  icon?: ReactNode;
  trailing?: ReactNode;
};

/** With `asChild` the one child (a Link) becomes the item; put its icon inside it then. */
export function DropdownMenuItem({
  tone = "default",
  icon,
  trailing,
  className,
  asChild,
  children,
  ...props
}: ItemProps) {
  const classes = cn(itemClasses, tone === "danger" ? "text-bad" : "text-ink [&_svg]:text-ink-3", className);
  if (asChild) {
    return (
      <MenuPrimitive.Item asChild className={classes} {...props}>
        {children}
      </MenuPrimitive.Item>
    );
  }
  return (
    <MenuPrimitive.Item className={classes} {...props}>
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {trailing ? <span className="text-ink-3">{trailing}</span> : null}
    </MenuPrimitive.Item>
  );
}

export function DropdownMenuRadioItem({
  icon,
  className,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.RadioItem> & { icon?: ReactNode }) {
  return (
    <MenuPrimitive.RadioItem className={cn(itemClasses, "[&_svg]:text-ink-3", className)} {...props}>
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      <MenuPrimitive.ItemIndicator>
        <Check aria-hidden />
      </MenuPrimitive.ItemIndicator>
    </MenuPrimitive.RadioItem>
  );
}

export function DropdownMenuCheckboxItem({
  className,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.CheckboxItem>) {
  return (
    <MenuPrimitive.CheckboxItem className={cn(itemClasses, className)} {...props}>
      <span className="min-w-0 flex-1">{children}</span>
      <MenuPrimitive.ItemIndicator>
        <Check aria-hidden />
      </MenuPrimitive.ItemIndicator>
    </MenuPrimitive.CheckboxItem>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof MenuPrimitive.Label>) {
  return <MenuPrimitive.Label className={cn("px-2.5 pt-2 pb-1 text-ink-3 text-xs", className)} {...props} />;
}

export function DropdownMenuSeparator({ className }: { className?: string }) {
  return <MenuPrimitive.Separator className={cn("-mx-1 my-1 h-px bg-line", className)} />;
}
