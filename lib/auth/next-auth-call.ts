import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import { ownOrigin } from "@/lib/auth/own-origin";
import { readCookies } from "@/lib/auth/read-cookies";
import type { SignInUseCases } from "@/lib/auth/sign-in-use-cases";
import { safePath } from "@/lib/domain/access/safe-path";

export interface NextAuthCall {
  request: Request;
  /** The path below /api/auth, e.g. `["callback", "credentials"]`. */
  action: readonly string[];
  body: Record<string, string>;
  useCases: SignInUseCases;
}

/**
 * Runs next-auth on a standard request. Its handler of the older kind is used, which takes all it looks at from its
 * arguments: so it also works outside Next's request scope, and no cookie or address reaches it that would make it fail.
 * What a use case throws is thrown on, where next-auth itself would hide it in a redirect or in its log.
 */
export async function callNextAuth({ request, action, body, useCases }: NextAuthCall): Promise<Response> {
  const url = new URL(request.url);
  const failures: unknown[] = [];
  const answer = new AnswerRecorder();
  const call = {
    method: request.method,
    query: { ...queryOf(url, request.method), nextauth: [...action] },
    cookies: Object.fromEntries(usableCookies(request)),
    headers: Object.fromEntries(request.headers),
    body,
  };
  await NextAuth(
    call as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    nextAuthOptions(noting(useCases, failures)),
  );
  if (failures.length > 0) throw failures[0];
  return answer.toResponse();
}

/** Of a POST nothing in the address counts: next-auth would hand it on to the provider. */
function queryOf(url: URL, method: string): Record<string, string> {
  const query = method === "GET" ? Object.fromEntries(url.searchParams) : {};
  return query.callbackUrl === undefined
    ? query
    : { ...query, callbackUrl: safePath(query.callbackUrl, ownOrigin()) };
}

/** A remembered way back that is not ours would be answered with 500 for as long as the browser keeps it. */
function usableCookies(request: Request): Map<string, string> {
  const cookies = readCookies(request.headers.get("cookie"));
  for (const [name, value] of cookies) {
    if (name.endsWith("next-auth.callback-url") && !isWebAddress(value)) cookies.delete(name);
  }
  return cookies;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}

function noting(useCases: SignInUseCases, failures: unknown[]): SignInUseCases {
  const note = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  return {
    withPassword: (credentials) => note(useCases.withPassword(credentials)),
    withIdentity: (identity) => note(useCases.withIdentity(identity)),
    signOut: (session) => note(useCases.signOut(session)),
  };
}

/** As much of a Node answer as next-auth writes to. */
class AnswerRecorder {
  private code = 200;
  private body: string | null = null;
  private readonly headers = new Map<string, string | string[]>();

  status(code: number): this {
    this.code = code;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | string[]): this {
    this.headers.set(name.toLowerCase(), value);
    return this;
  }

  json(value: unknown): void {
    this.setHeader("content-type", "application/json");
    this.body = JSON.stringify(value);
  }

  send(value: unknown): void {
    if (typeof value === "string") this.body = value;
    else if (value !== undefined && value !== null) this.json(value);
  }

  end(): void {}

  toResponse(): Response {
    const headers = new Headers({ "cache-control": "no-store" });
    for (const [name, value] of this.headers) {
      if (typeof value === "string") headers.set(name, value);
      else for (const item of value) headers.append(name, item);
    }
    return new Response(this.body, { status: this.code, headers });
  }
}
