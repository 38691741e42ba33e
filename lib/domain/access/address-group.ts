import { formatAddress, parseAddress } from "@/lib/domain/target/target-address";

const MAPPED = 0xffffn;
const HOST_BITS = 64n;

/**
 * Whom limits by address count as one: an IPv4 address, or the /64 of an IPv6 address, which is what one line or one
 * machine is given and may send from any part of. An IPv4 address in its IPv6 form is the same as the address itself.
 * A text that is no address stands for itself.
 */
export function addressGroup(text: string): string {
  const address = plainAddress(text);
  const parsed = parseAddress(address);
  if (parsed?.family !== 6) return address;
  return `${formatAddress({ family: 6, value: (parsed.value >> HOST_BITS) << HOST_BITS })}/64`;
}

/** Without an interface's name behind it, and IPv4 as IPv4, however the socket writes it. */
export function plainAddress(text: string): string {
  const [address = ""] = text.split("%");
  const parsed = parseAddress(address);
  if (parsed?.family !== 6 || parsed.value >> 32n !== MAPPED) return address;
  return formatAddress({ family: 4, value: parsed.value & 0xffff_ffffn });
}
