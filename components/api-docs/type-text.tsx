import { type JsonSchema, typeParts } from "@/components/api-docs/describe-schema";
import { paths } from "@/lib/client/paths";

/** A type in words; named types lead to their own table. */
export function TypeText({ schema }: { schema: JsonSchema }) {
  return (
    <span>
      {typeParts(schema).map((part, index) =>
        "ref" in part ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one type never change their order
          <a key={index} href={paths.apiType(part.ref)} className="text-accent underline underline-offset-2">
            {part.ref}
          </a>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={index}>{part.text}</span>
        ),
      )}
    </span>
  );
}
