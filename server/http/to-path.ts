/** The authority part of a request target as a proxy writes it. */
const ABSOLUTE = /^https?:\/\/[^/?#]+/i;

/**
 * Path and query of a request's target, null when it names none. A target may be a whole URL (RFC 9112, 3.2.2); its host
 * is dropped, so that nothing can be answered or redirected by a host that the caller made up.
 */
export function toPath(target: string): string | null {
  if (target.startsWith("/")) return target;
  if (!ABSOLUTE.test(target) || !URL.canParse(target)) return null;
  const rest = target.replace(ABSOLUTE, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
}
