"use client";

import { Slot } from "radix-ui/slot";
import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  use,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { onDemand, useOnDemand } from "./use-on-demand";

type Parts = typeof import("./dropdown-menu-parts");

const source = onDemand<Parts>(() => import("./dropdown-menu-parts"));

interface Menu {
  openedBy: OpenedBy;
  setOpenedBy: (openedBy: OpenedBy) => void;
  /** Fetches the menu's code, so that it is there when the trigger is pressed. */
  prepare: () => void;
  parts: Parts | null;
  trigger: RefObject<HTMLButtonElement | null>;
  triggerId: string;
  contentId: string;
}

type OpenedBy = "pointer" | "key" | null;

const MenuContext = createContext<Menu | null>(null);

function useMenu(): Menu {
  const menu = use(MenuContext);
  if (!menu) throw new Error("a part of a dropdown menu is used outside one");
  return menu;
}

/**
 * A menu behind a button. The primitive, with its placing and focus, is as large as a page's own code; it is fetched
 * when the pointer or the focus comes near the trigger.
 */
export function DropdownMenu({ children }: { children: ReactNode }) {
  const [openedBy, setOpenedBy] = useState<OpenedBy>(null);
  const { code: parts, prepare } = useOnDemand(source, {
    isWanted: openedBy !== null,
    onFailure: () => setOpenedBy(null),
  });
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  const menu = useMemo(
    () => ({
      openedBy,
      setOpenedBy,
      prepare,
      parts,
      trigger,
      triggerId: `${id}trigger`,
      contentId: `${id}content`,
    }),
    [openedBy, prepare, parts, id],
  );
  return <MenuContext value={menu}>{children}</MenuContext>;
}

/** The button; with `asChild` the one child is it. */
export function DropdownMenuTrigger({ asChild, ...props }: ComponentProps<"button"> & { asChild?: boolean }) {
  const { openedBy, setOpenedBy, prepare, trigger, triggerId, contentId } = useMenu();
  const open = openedBy !== null;
  const Trigger = asChild ? Slot : "button";

  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0 || event.ctrlKey) return;
    setOpenedBy(open ? null : "pointer");
    // The menu takes the focus.
    if (!open) event.preventDefault();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!["Enter", " ", "ArrowDown"].includes(event.key)) return;
    setOpenedBy(open && event.key !== "ArrowDown" ? null : "key");
    event.preventDefault();
  }

  return (
    <Trigger
      type="button"
      id={triggerId}
      aria-haspopup="menu"
      aria-expanded={open}
      aria-controls={open ? contentId : undefined}
      data-state={open ? "open" : "closed"}
      onPointerEnter={prepare}
      onFocus={prepare}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      {...props}
      ref={trigger}
    />
  );
}

type ContentProps = Omit<ComponentProps<Parts["Content"]>, "open" | "onClose" | "trigger" | "focusesFirst">;

export function DropdownMenuContent(props: ContentProps) {
  const { openedBy, setOpenedBy, parts, trigger, triggerId, contentId } = useMenu();
  if (!parts) return null;
  return (
    <parts.Content
      id={contentId}
      aria-labelledby={triggerId}
      {...props}
      open={openedBy !== null}
      onClose={() => setOpenedBy(null)}
      focusesFirst={openedBy === "key"}
      trigger={trigger}
    />
  );
}

/** The menu's code; what lies in a menu is shown only once it is there. */
function useParts(): Parts {
  const { parts } = useMenu();
  if (!parts) throw new Error("a part of a dropdown menu is used outside its content");
  return parts;
}

/** With `asChild` the one child (a Link) becomes the item; put its icon inside it then. */
export function DropdownMenuItem(props: ComponentProps<Parts["Item"]>) {
  const { Item } = useParts();
  return <Item {...props} />;
}

export function DropdownMenuRadioGroup(props: ComponentProps<Parts["RadioGroup"]>) {
  const { RadioGroup } = useParts();
  return <RadioGroup {...props} />;
}

export function DropdownMenuRadioItem(props: ComponentProps<Parts["RadioItem"]>) {
  const { RadioItem } = useParts();
  return <RadioItem {...props} />;
}

export function DropdownMenuCheckboxItem(props: ComponentProps<Parts["CheckboxItem"]>) {
  const { CheckboxItem } = useParts();
  return <CheckboxItem {...props} />;
}

export function DropdownMenuLabel(props: ComponentProps<Parts["Label"]>) {
  const { Label } = useParts();
  return <Label {...props} />;
}

export function DropdownMenuSeparator(props: ComponentProps<Parts["Separator"]>) {
  const { Separator } = useParts();
  return <Separator {...props} />;
}
