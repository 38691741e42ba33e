import type { ReactNode } from "react";
import { Card, CardFooter } from "@/components/ui/card";

type AuthCardProps = { title: string; description?: ReactNode; footer?: ReactNode; children: ReactNode };

/** The one card of the pages in front of the consoles; `title` is the page's h1. */
export function AuthCard({ title, description, footer, children }: AuthCardProps) {
  return (
    <Card aria-labelledby="auth-title">
      <div className="flex flex-col gap-5 px-5 pt-5 pb-6 sm:px-6 sm:pt-6">
        <div>
          <h1 id="auth-title" className="font-bold text-xl">
            {title}
          </h1>
          {description ? <p className="mt-1 text-ink-2 [overflow-wrap:anywhere]">{description}</p> : null}
        </div>
        {children}
      </div>
      {footer ? <CardFooter className="px-5 sm:px-6">{footer}</CardFooter> : null}
    </Card>
  );
}
