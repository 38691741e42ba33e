import { parseAsStringLiteral } from "nuqs/server";

/** The states that the list can show beside the open ones, which need no word in the address. */
export const deadLetterStateNames = {
  requeued: "Queued again",
  dismissed: "Dismissed",
  all: "All",
} as const;

export const deadLetterSearchParams = {
  state: parseAsStringLiteral(Object.keys(deadLetterStateNames) as (keyof typeof deadLetterStateNames)[]),
};
