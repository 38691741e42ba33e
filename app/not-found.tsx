import type { Metadata } from "next";
import { BrandMark } from "@/components/layout/brand-mark";
import { ButtonLink } from "@/components/ui/button-link";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-prose flex-col justify-center gap-4 px-6 pb-24">
      <BrandMark className="size-7 text-accent" />
      <div className="space-y-1">
        <h1 className="font-bold text-xl">There is no page at this address</h1>
        <p className="text-ink-2">
          It may have been moved or deleted, or it belongs to a tenant you are not a member of.
        </p>
      </div>
      <div>
        <ButtonLink href="/" variant="primary">
          Go to the start page
        </ButtonLink>
      </div>
    </main>
  );
}
