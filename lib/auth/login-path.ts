import { safePath } from "@/lib/domain/access/safe-path";

/** The sign-in page, with the way back where there is one. */
export function loginPath(from: string | null): string {
  const path = safePath(from);
  return path === "/" ? "/login" : `/login?callbackUrl=${encodeURIComponent(path)}`;
}
