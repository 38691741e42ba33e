import Link from "next/link";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { BrandMark } from "./brand-mark";
import { MobileMenu } from "./mobile-menu";
import type { NavItem } from "./nav-item";
import { NavLinks } from "./nav-links";

type AppShellProps = {
  console: "tenant" | "admin";
  homeHref: string;
  nav: NavItem[];
  switcher?: ReactNode;
  userMenu?: ReactNode;
  children: ReactNode;
};

/**
 * The frame of both consoles: sidebar of 224 px, a top bar with a menu dialog below 1024 px, a skip link, one main. The
 * admin console carries its label and its own dark sidebar in both themes. URL state (nuqs) works inside it.
 */
export function AppShell({ console, homeHref, nav, switcher, userMenu, children }: AppShellProps) {
  const title = console === "admin" ? "Platform admin" : "Menu";
  const links = <NavLinks label={console === "admin" ? "Admin console" : "Tenant console"} items={nav} />;
  return (
    <div data-console={console} className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only rounded bg-ink font-medium text-bg focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:px-4 focus:py-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-3 overflow-y-auto border-side-line border-r bg-side px-3 py-4 text-side-ink lg:flex">
        <Brand console={console} href={homeHref} />
        {switcher}
        {links}
        {userMenu ? <div className="mt-auto pt-3">{userMenu}</div> : null}
      </aside>
      <header
        data-topbar=""
        className="sticky top-0 z-30 flex h-14 items-center gap-2 border-side-line border-b bg-side px-3 text-side-ink lg:hidden"
      >
        <MobileMenu console={console} title={title}>
          {switcher}
          {links}
          {userMenu ? <div className="mt-auto pt-3">{userMenu}</div> : null}
        </MobileMenu>
        <Brand console={console} href={homeHref} />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="w-full min-w-0 max-w-page px-4 pt-5 pb-12 outline-none sm:px-6 lg:px-8"
      >
        <NuqsAdapter>{children}</NuqsAdapter>
      </main>
    </div>
  );
}

function Brand({ console, href }: { console: "tenant" | "admin"; href: string }) {
  return (
    <div className="flex items-center gap-2 px-2 pb-1">
      <Link href={href} className="flex min-h-8 items-center gap-2 rounded font-bold text-[0.9375rem]">
        <BrandMark className="text-side-mark" />
        Muster
      </Link>
      {console === "admin" ? (
        <span className="ml-auto whitespace-nowrap rounded-sm bg-side-mark px-1.5 py-px font-semibold text-side text-xs">
          Platform admin
        </span>
      ) : null}
    </div>
  );
}
