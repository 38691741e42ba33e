import { ApiError } from "@/lib/client/api-error";
import { toApiError } from "@/lib/client/api-fetch";

/** Opens a session with a password. Throws `ApiError` when refused. */
export async function signInWithPassword(email: string, password: string): Promise<void> {
  await post("callback/credentials", { email, password });
}

/** Leaves for a sign-in provider, which sends the browser back to `callbackUrl`. */
export async function signInWithProvider(provider: string, callbackUrl: string): Promise<void> {
  const { url } = await post(`signin/${provider}`, { callbackUrl });
  if (!url) throw new ApiError("The sign-in provider cannot be reached. Try again.", null);
  window.location.assign(url);
}

/** Ends the session on the server, then leaves for the sign-in page with nothing of it in memory. */
export async function signOut(): Promise<void> {
  await post("signout", {});
  window.location.assign("/login");
}

async function post(action: string, fields: Record<string, string>): Promise<{ url?: string }> {
  const { csrfToken } = await call<{ csrfToken: string }>("csrf", { method: "GET" });
  return await call(action, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...fields, csrfToken, json: "true" }),
  });
}

async function call<T>(action: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${action}`, init);
  } catch {
    throw new ApiError("The server cannot be reached. Check your connection and try again.", null);
  }
  if (!response.ok) throw await toApiError(response);
  return (await response.json()) as T;
}
