import type { ShownToken } from "@/components/tokens/shown-token";

/** What an agent must bring to use a token, a phrase each; none for a token that takes any. */
export function conditionWords(token: ShownToken): string[] {
  return [
    ...token.required_tools.map((tool) => `tool ${tool}`),
    ...token.required_capabilities.map((word) => `capability ${word}`),
    ...(token.required_region ? [`region ${token.required_region}`] : []),
    ...token.allowed_cidrs.map((cidr) => `from ${cidr}`),
  ];
}
