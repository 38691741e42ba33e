import { callNextAuth } from "@/lib/auth/next-auth-call";
import { providerNames } from "@/lib/auth/providers";
import type { SignInUseCases } from "@/lib/auth/sign-in-use-cases";
import { actorOf } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";
import { clientAddress } from "@/lib/http/client-address";
import type { RouteContext } from "@/lib/http/define-route";
import { parseJson } from "@/lib/http/parse-json";
import { problemResponse } from "@/lib/http/problem";
import { readBody } from "@/lib/http/read-body";
import { requestIdOf } from "@/lib/http/request-id";
import { log } from "@/lib/log";

const BODY_BYTES_MAX = 16 * 1024;

type AuthHandler = (
  request: Request,
  route: { params: Promise<{ nextauth: string[] }> },
) => Promise<Response>;

/**
 * The one route that is not a contract: next-auth's protocol, whose credential is the CSRF token and whatever the visitor
 * proves. Only those of its actions are open that signing in and out needs; every refusal is a problem document.
 */
export function defineAuthRoute(
  signInCases: (ctx: RouteContext, userAgent: string | null) => SignInUseCases,
): AuthHandler {
  return async (request, route) => {
    const requestId = requestIdOf(request);
    const requestLog = log.child({ request_id: requestId, route: "auth" });
    try {
      const { nextauth: action } = await route.params;
      requireOpenAction(request.method, action);
      const ctx = {
        actor: actorOf({ kind: "anonymous" }),
        ip: clientAddress(request),
        requestId,
        log: requestLog,
        signal: request.signal,
      };
      const body = request.method === "POST" ? await readFields(request) : {};
      const useCases = signInCases(ctx, request.headers.get("user-agent"));
      const answer = await callNextAuth({ request, action, body, useCases });
      if (request.method === "POST") await requireProvenForm(answer);
      answer.headers.set("x-request-id", requestId);
      return answer;
    } catch (error) {
      return problemResponse(error, requestId, requestLog);
    }
  };
}

function requireOpenAction(method: string, [name = "", provider, ...rest]: readonly string[]): void {
  const isSso = provider !== undefined && providerNames().some(({ id }) => id === provider);
  const open: Record<string, readonly string[]> = {
    csrf: ["GET"],
    error: ["GET"],
    signin: isSso ? ["GET", "POST"] : ["GET"],
    signout: ["GET", "POST"],
    callback: isSso ? ["GET"] : ["POST"],
  };
  const methods = Object.hasOwn(open, name) ? open[name] : undefined;
  const isKnown = provider === undefined ? name !== "callback" : isSso || provider === "credentials";
  if (!methods || !isKnown || rest.length > 0)
    throw new AppError("not_found", "There is nothing at this address.");
  if (!methods.includes(method))
    throw new AppError("method_not_allowed", `Use ${methods.join(" or ")} here.`);
}

async function readFields(request: Request): Promise<Record<string, string>> {
  const bytes = await readBody(request, BODY_BYTES_MAX);
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded")
    return Object.fromEntries(new URLSearchParams(bytes.toString()));
  if (type !== "application/json") {
    throw new AppError(
      "unsupported_media_type",
      "Send the body as application/x-www-form-urlencoded or application/json.",
    );
  }
  const fields = parseJson(bytes);
  if (typeof fields !== "object" || fields === null)
    throw new AppError("malformed_request", "Send an object of fields.");
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"));
}

/** next-auth answers a form without its CSRF token with a redirect that says so; a program would take it for success. */
async function requireProvenForm(answer: Response): Promise<void> {
  const target = answer.headers.get("location") ?? (await answer.clone().text());
  if (/[?&]csrf=true/.test(target)) {
    throw new AppError(
      "cross_site_request",
      "Fetch /api/auth/csrf first and send its csrfToken with its cookie.",
    );
  }
}
