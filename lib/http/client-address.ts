import type { ApiRequest } from "@/lib/auth/api-request";
import { env } from "@/lib/config/env";
import { plainAddress } from "@/lib/domain/access/address-group";

/** Set by the self-hosted server on every request after it has removed any such header of the client's. */
export const REMOTE_ADDRESS_HEADER = "x-muster-remote-address";

const TRUSTED = Symbol.for("muster.remoteAddressIsTrusted");

/** Called once by the self-hosted server: only then is the header ours and not the client's. */
export function trustRemoteAddressHeader(): void {
  (globalThis as { [TRUSTED]?: boolean })[TRUSTED] = true;
}

/**
 * The caller's address, or null when it cannot be known. `X-Forwarded-For` is believed only as far as
 * TRUSTED_PROXIES says: the n-th entry from the right was written by our outermost proxy.
 */
export function clientAddress(request: ApiRequest): string | null {
  const proxies = env().TRUSTED_PROXIES;
  if (proxies > 0) {
    const hops = (request.headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
    const address = hops.at(-proxies);
    return address ? plainAddress(address) : null;
  }
  if ((globalThis as { [TRUSTED]?: boolean })[TRUSTED] !== true) return null;
  const remote = request.headers.get(REMOTE_ADDRESS_HEADER);
  return remote ? plainAddress(remote) : null;
}
