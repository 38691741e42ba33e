import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/cn";

const looks = {
  info: { icon: Info, frame: "border-line-2 bg-sunk", mark: "text-ink-2" },
  ok: { icon: CircleCheck, frame: "border-ok/25 bg-ok-bg/75", mark: "text-ok" },
  wait: { icon: CircleAlert, frame: "border-wait/25 bg-wait-bg/75", mark: "text-wait" },
  bad: { icon: TriangleAlert, frame: "border-bad/25 bg-bad-bg/75", mark: "text-bad" },
};

type NoticeProps = {
  tone?: keyof typeof looks;
  title?: string;
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
};

/** A message in the place it belongs to, instead of a toast. It is read out when it appears; `bad` at once. */
export function Notice({ tone = "info", title, action, className, children }: NoticeProps) {
  const { icon: Icon, frame, mark } = looks[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={cn("flex items-start gap-2.5 rounded border px-3.5 py-2.5", frame, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          {title ? <p className="font-semibold">{title}</p> : null}
          {children ? <div className="text-ink-2">{children}</div> : null}
        </div>
        {action}
      </div>
    </div>
  );
}
