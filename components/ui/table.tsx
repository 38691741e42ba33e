// biome-ignore-all lint/a11y/noRedundantRoles: browsers drop the table roles of elements whose display changes
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/cn";

/*
 * Below 640 px of its own width a table becomes a list of cards (globals.css); the explicit roles keep it a table for
 * assistive technology then.
 */

type Align = { align?: "left" | "right" };

export function Table({ label, className, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    <div className="data-table-frame min-w-0">
      <table
        role="table"
        aria-label={label}
        className={cn("data-table w-full border-collapse text-left", className)}
        {...props}
      />
    </div>
  );
}

export function TableHead({ className, children, ...props }: ComponentProps<"thead">) {
  return (
    <thead role="rowgroup" className={cn("border-line border-b bg-sunk", className)} {...props}>
      <tr role="row">{children}</tr>
    </thead>
  );
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return <tbody role="rowgroup" className={cn("divide-y divide-line", className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      role="row"
      className={cn(
        "relative has-[a[data-row-link]]:hover:bg-hover data-[selected=true]:bg-accent-soft",
        className,
      )}
      {...props}
    />
  );
}

export function Th({ align = "left", className, ...props }: ComponentProps<"th"> & Align) {
  return (
    <th
      role="columnheader"
      scope="col"
      className={cn(
        "whitespace-nowrap px-3 py-2 font-normal text-ink-3 text-xs first:pl-4.5 last:pr-4.5",
        align === "right" && "text-right",
        className,
      )}
      {...props}
    />
  );
}

type TdProps = Omit<ComponentProps<"td">, "align"> &
  Align & { label?: string; actions?: boolean; clip?: boolean; empty?: boolean };

/**
 * `label` names the value when the row is a card: give it to every cell but the first (the row's name). `actions` lifts
 * buttons and menus above the row link. `empty`: there is no value, and a card leaves the cell out. `clip` lets a long value (a MiddleTruncate) shorten instead of widening the table.
 */
export function Td({
  label,
  align = "left",
  actions = false,
  clip = false,
  empty = false,
  className,
  ...props
}: TdProps) {
  return (
    <td
      role="cell"
      data-label={label}
      data-empty={empty || undefined}
      className={cn(
        "px-3 py-2.5 align-middle first:pl-4.5 last:pr-4.5",
        align === "right" && "text-right tabular-nums",
        actions && "relative z-10",
        clip && "w-1/3 min-w-40 max-w-0",
        className,
      )}
      {...props}
    />
  );
}

/**
 * A real link in the first cell whose target covers the whole row, so middle-click and keyboard work as on any link.
 * Not prefetched: a page of rows would be a page of requests.
 */
export function RowLink({ className, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link
      data-row-link=""
      prefetch={false}
      className={cn(
        "font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
        className,
      )}
      {...props}
    />
  );
}
