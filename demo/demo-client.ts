import type { Problem } from "@/lib/contracts/problem";

/** The API has answered, and the answer is no. */
export class CallRefusedError extends Error {}

/** Calls the demo's own API over HTTP, as any program with a key would. */
export class DemoClient {
  constructor(
    private readonly baseUrl: string,
    private readonly key: string,
  ) {}

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return (await response.json()) as T;
    const problem = (await response.json().catch(() => null)) as Problem | null;
    throw new CallRefusedError(
      `${method} ${path} answered ${response.status}: ${problem?.detail ?? response.statusText}`,
    );
  }
}
