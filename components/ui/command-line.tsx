"use client";

import { Eye, EyeOff } from "lucide-react";
import { Fragment, useState } from "react";
import { cn } from "@/lib/client/cn";
import { CopyButton } from "./copy-button";
import { IconButton } from "./icon-button";
import { maskSecret } from "./mask-secret";

type CommandLineProps = {
  command: string;
  secret?: string;
  label?: string;
  prompt?: string;
  onCopied?: () => void;
  className?: string;
};

/** A command to copy whole. `secret` is the part of it that stays out of the document until revealed. */
export function CommandLine({
  command,
  secret,
  label = "Command",
  prompt = "$",
  onCopied,
  className,
}: CommandLineProps) {
  const [revealed, setRevealed] = useState(false);
  const shown = secret && !revealed ? command.replaceAll(secret, maskSecret(secret)) : command;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div
      role="group"
      aria-label={label}
      className={cn(
        "flex min-w-0 items-start gap-1 rounded border border-line-2 bg-sunk py-1 pr-1 pl-3",
        className,
      )}
    >
      <code className="min-w-0 flex-1 self-center py-1 font-mono text-sm [overflow-wrap:anywhere]">
        <span aria-hidden className="select-none text-ink-3">
          {prompt}{" "}
        </span>
        <CommandWords text={shown} />
      </code>
      {secret ? (
        <IconButton
          size="sm"
          label={revealed ? "Hide the secret" : "Reveal the secret"}
          onClick={() => setRevealed(!revealed)}
        >
          {revealed ? <EyeOff /> : <Eye />}
        </IconButton>
      ) : null}
      <CopyButton
        value={command}
        label="Copy command"
        size="sm"
        variant="quiet"
        iconOnly
        onCopied={onCopied}
      />
    </div>
  );
}

/** Breaks a line between words only, never after the hyphens of an option; a word longer than the line breaks inside. */
function CommandWords({ text }: { text: string }) {
  return text.split(" ").map((word, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words never reorder
    <Fragment key={place}>
      {place > 0 ? " " : null}
      <span className="inline-block max-w-full [overflow-wrap:anywhere]">{word}</span>
    </Fragment>
  ));
}
