import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { sessionCookieName } from "@/lib/auth/cookie-policy";
import { FRAMEWORK_HEADERS, NONCE_HEADER, PATH_HEADER } from "@/lib/auth/internal-headers";
import { loginPath } from "@/lib/auth/login-path";
import { env } from "@/lib/config/env";

/** Pages, and nothing else: the API has its own way in, and its bodies must not be buffered here. */
export const config = {
  matcher: ["/((?!api/|_next/static/|_next/image|favicon\\.svg$|downloads/|metrics$).*)"],
};

const CONSOLES = /^\/(t|admin|account)(\/|$)/;

/**
 * In front of every page: a content security policy with a nonce of this request, and the way to the sign-in page for
 * visitors without a session cookie. That is a courtesy only. Who may see what is decided by the pages and routes
 * themselves, and would be without this file.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  if (CONSOLES.test(pathname) && !request.cookies.has(sessionCookieName())) {
    return NextResponse.redirect(new URL(loginPath(path), request.url));
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  for (const name of FRAMEWORK_HEADERS) headers.delete(name);
  headers.set(NONCE_HEADER, nonce);
  headers.set(PATH_HEADER, path);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  // React's development build evaluates text to rebuild server stacks; nothing of ours does.
  const development = env().NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join("; ");
}
