"use client";

import { Eye, EyeOff, KeyRound } from "lucide-react";
import { type ReactNode, useEffect, useId, useState } from "react";
import { cn } from "@/lib/client/cn";
import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { CopyButton } from "./copy-button";
import { IconButton } from "./icon-button";
import { maskSecret } from "./mask-secret";

type SecretOnceProps = {
  secret: string;
  title: string;
  description?: ReactNode;
  storedLabel?: string;
  doneLabel?: string;
  onDone: () => void;
  className?: string;
  children?: ReactNode;
};

/**
 * The one time a key is shown. It is masked until revealed, the reader confirms that it is stored before going on, and
 * until then the browser asks before the page is left. `children` sit under the secret (a command, an expiry).
 */
export function SecretOnce({
  secret,
  title,
  description = "It is shown this once. Only a hash is kept, so it cannot be shown again.",
  storedLabel = "I stored it",
  doneLabel = "Done",
  onDone,
  className,
  children,
}: SecretOnceProps) {
  const [revealed, setRevealed] = useState(false);
  const [stored, setStored] = useState(false);
  const titleId = useId();
  useEffect(() => {
    if (stored) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [stored]);
  return (
    <section
      aria-labelledby={titleId}
      className={cn(
        "min-w-0 space-y-3.5 rounded-lg border border-line-2 border-l-[3px] border-l-accent bg-panel p-4",
        className,
      )}
    >
      <div className="flex items-start gap-2.5">
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
        <div className="min-w-0">
          <h3 id={titleId} className="font-semibold">
            {title}
          </h3>
          <p className="text-ink-2 text-sm">{description}</p>
        </div>
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-2 rounded border border-line-2 bg-sunk py-1.5 pr-1.5 pl-3">
        <code
          data-testid="secret"
          className="min-w-0 flex-1 basis-48 font-mono text-sm [overflow-wrap:anywhere]"
        >
          {revealed ? secret : maskSecret(secret)}
        </code>
        <div className="flex gap-1">
          <IconButton label={revealed ? "Hide" : "Reveal"} onClick={() => setRevealed(!revealed)}>
            {revealed ? <EyeOff /> : <Eye />}
          </IconButton>
          <CopyButton value={secret} label="Copy" />
        </div>
      </div>
      {children}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Checkbox
          label={storedLabel}
          checked={stored}
          onChange={(event) => setStored(event.target.checked)}
        />
        <Button variant="primary" disabled={!stored} onClick={onDone}>
          {doneLabel}
        </Button>
      </div>
    </section>
  );
}
