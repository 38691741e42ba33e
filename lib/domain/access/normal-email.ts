/**
 * An address in the one form that is stored and compared: NFKC first, so that look-alikes of "@" are seen, then exactly
 * one "@", no blanks, no quotes, lower case. Null for what is no address then.
 */
export function normalEmail(raw: string): string | null {
  const email = raw.normalize("NFKC").trim().toLowerCase();
  return email.length <= 254 && /^[^\s@"<>]+@[^\s@"<>]+$/.test(email) ? email : null;
}
