import { Fragment } from "react";

/** A sentence of the API's description, in which `code` is set between backticks. */
export function ProseText({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change their order
      <code key={index} className="rounded-xs bg-sunk px-1 font-mono text-sm">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
