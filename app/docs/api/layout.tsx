import Link from "next/link";
import type { ReactNode } from "react";
import { BrandMark } from "@/components/layout/brand-mark";

/** The API reference: public, and readable without JavaScript. */
export default function ApiDocsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto max-w-page px-4 py-6 sm:px-6">
      <header>
        <Link href="/" className="mb-6 inline-flex items-center gap-2 rounded-sm font-semibold">
          <BrandMark className="text-accent" />
          Muster
        </Link>
      </header>
      <main id="main">{children}</main>
    </div>
  );
}
