import Link from "next/link";
import { Fragment, type ReactNode } from "react";

type PageHeaderProps = {
  title: string;
  crumbs?: { label: string; href: string }[];
  meta?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
};

/** The head of every page and its only h1. `meta` (id, status) follows the title; `actions` end with the primary one. */
export function PageHeader({ title, crumbs = [], meta, description, actions }: PageHeaderProps) {
  return (
    <header className="mb-4.5 flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-0.5">
          {crumbs.length > 0 ? (
            <nav aria-label="Breadcrumb" className="flex items-center gap-x-2 text-ink-3">
              {crumbs.map((crumb) => (
                <Fragment key={crumb.href}>
                  <Link href={crumb.href} className="rounded-sm py-0.5 hover:text-ink hover:underline">
                    {crumb.label}
                  </Link>
                  <span aria-hidden>/</span>
                </Fragment>
              ))}
            </nav>
          ) : null}
          <h1 className="min-w-0 font-bold text-xl [overflow-wrap:anywhere]">{title}</h1>
          {meta ? <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">{meta}</div> : null}
        </div>
        {description ? <p className="mt-0.5 max-w-prose text-ink-2">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
