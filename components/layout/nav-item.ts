import type { ReactNode } from "react";

/** `icon` is an element (`<Gauge />`), so that a server layout can hand it to the browser. `exact` for the console's first page. */
export type NavItem = {
  href: string;
  label: string;
  icon: ReactNode;
  count?: number;
  exact?: boolean;
};
