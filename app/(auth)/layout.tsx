import type { ReactNode } from "react";
import { BrandMark } from "@/components/layout/brand-mark";

/** The pages in front of the consoles: one card in the upper half, nothing else to look at. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[26rem] flex-col gap-5 px-4 pt-[min(16vh,9rem)] pb-16">
      <p className="flex items-center gap-2.5 px-1 font-bold text-lg">
        <BrandMark className="size-6 text-accent" />
        Muster
      </p>
      {children}
    </main>
  );
}
