import { Check } from "lucide-react";
import * as MenuPrimitive from "radix-ui/dropdown-menu";
import {
  type ComponentProps,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import { cn } from "@/lib/client/cn";
import { menuClasses } from "./overlay-classes";

export const RadioGroup = MenuPrimitive.RadioGroup;

const itemClasses =
  "relative flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded px-2.5 py-1.5 text-sm outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-hover data-[disabled]:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

type ContentProps = ComponentProps<typeof MenuPrimitive.Content> & {
  open: boolean;
  onClose: () => void;
  trigger: RefObject<HTMLButtonElement | null>;
  /** Opened by key: the first item has the focus, where a pointer leaves it to the menu. */
  focusesFirst: boolean;
};

/**
 * Not modal: a modal menu hides the page from assistive technology while its controls can still take focus. The trigger
 * was on the page before this code was; the primitive is told of it, for the place and for the focus.
 */
export function Content({
  open,
  onClose,
  trigger,
  focusesFirst,
  className,
  children,
  ...props
}: ContentProps) {
  return (
    <MenuPrimitive.Root modal={false} open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <MenuPrimitive.Trigger asChild>
        <Standing node={trigger} />
      </MenuPrimitive.Trigger>
      <MenuPrimitive.Portal>
        <MenuPrimitive.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          className={cn(
            menuClasses,
            "max-h-[var(--radix-dropdown-menu-content-available-height)]",
            className,
          )}
          {...props}
        >
          {children}
          {focusesFirst ? <FirstItemFocus /> : null}
        </MenuPrimitive.Content>
      </MenuPrimitive.Portal>
    </MenuPrimitive.Root>
  );
}

/** The primitive knows of keys pressed since its code is there, not of the one that asked for it. */
function FirstItemFocus() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const menu = mark.current?.closest("[role=menu]");
    menu?.querySelector<HTMLElement>("[role^=menuitem]:not([data-disabled])")?.focus({ preventScroll: true });
  }, []);
  return <span ref={mark} hidden />;
}

/** Stands for an element that is already on the page. */
function Standing({
  node,
  ref,
}: {
  node: RefObject<HTMLButtonElement | null>;
  ref?: Ref<HTMLElement | null>;
}) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => node.current, [node]);
  return null;
}

type ItemProps = ComponentProps<typeof MenuPrimitive.Item> & {
  tone?: "default" | "danger";
  icon?: ReactNode;
  trailing?: ReactNode;
};

/** With `asChild` the one child (a Link) becomes the item; put its icon inside it then. */
export function Item({
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

export function RadioItem({
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

export function CheckboxItem({
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

export function Label({ className, ...props }: ComponentProps<typeof MenuPrimitive.Label>) {
  return <MenuPrimitive.Label className={cn("px-2.5 pt-2 pb-1 text-ink-3 text-xs", className)} {...props} />;
}

export function Separator({ className }: { className?: string }) {
  return <MenuPrimitive.Separator className={cn("-mx-1 my-1 h-px bg-line", className)} />;
}
