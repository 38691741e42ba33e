import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/client/cn";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return (
    <section
      className={cn("min-w-0 overflow-hidden rounded-lg border border-line bg-panel shadow-card", className)}
      {...props}
    />
  );
}

type CardHeaderProps = {
  title: ReactNode;
  id?: string;
  level?: 2 | 3;
  description?: ReactNode;
  meta?: ReactNode;
  action?: ReactNode;
  className?: string;
};

/** `meta` follows the title in a quiet tone; `action` sits at the right end. */
export function CardHeader({ title, id, level = 2, description, meta, action, className }: CardHeaderProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <header className={cn("flex flex-wrap items-start gap-x-3 gap-y-2 px-4 pt-3.5 sm:px-4.5", className)}>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <Heading id={id} className="font-semibold text-base">
            {title}
          </Heading>
          {meta ? <span className="text-ink-3 text-sm">{meta}</span> : null}
        </div>
        {description ? <p className="mt-0.5 text-ink-3 text-sm">{description}</p> : null}
      </div>
      {action ? <div className="flex shrink-0 flex-wrap items-center gap-2">{action}</div> : null}
    </header>
  );
}

export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("px-4 pt-3.5 pb-4 sm:px-4.5", className)} {...props} />;
}

export function CardFooter({ className, ...props }: ComponentProps<"footer">) {
  return (
    <footer
      className={cn(
        "flex flex-wrap items-center gap-3 border-line border-t bg-sunk px-4 py-3 text-ink-2 text-sm sm:px-4.5",
        className,
      )}
      {...props}
    />
  );
}
