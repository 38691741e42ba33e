import type { AnyContract } from "@/lib/contracts/contract";
import type { ErrorCode } from "@/lib/domain/errors";

const ALWAYS: readonly ErrorCode[] = ["invalid_input", "internal_error", "service_unavailable"];
const WITH_CALLER: readonly ErrorCode[] = ["unauthenticated", "forbidden"];
const WITH_BODY: readonly ErrorCode[] = ["malformed_json", "payload_too_large", "unsupported_media_type"];

/** Every refusal an operation can give: those of the one way in, which follow from its shape, and its own. */
export function errorsOf(contract: AnyContract): ErrorCode[] {
  const { access, method } = contract;
  // A session's cookie comes along to public routes too.
  const takesSession = ["tenant", "admin", "user", "public"].includes(access.kind);
  // A tenant named by slug that the caller does not belong to is as unknown as an unknown id.
  const canBeUnknown = contract.params !== undefined || access.kind === "tenant";
  return [
    ...new Set<ErrorCode>([
      ...(access.kind === "public" ? [] : WITH_CALLER),
      ...("fleet" in access ? (["wrong_agent_api"] as const) : []),
      ...(takesSession && method !== "GET" ? (["cross_site_request"] as const) : []),
      ...(canBeUnknown ? (["not_found"] as const) : []),
      ...(method === "GET" ? [] : WITH_BODY),
      ...ALWAYS,
      ...(contract.errors ?? []),
    ]),
  ];
}
