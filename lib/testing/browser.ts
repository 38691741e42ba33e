import { REMOTE_ADDRESS_HEADER } from "@/lib/http/client-address";

type AuthHandler = (
  request: Request,
  route: { params: Promise<{ nextauth: string[] }> },
) => Promise<Response>;

/** As much of a browser as signing in needs: it keeps cookies and fetches the CSRF token before a form. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly handler: AuthHandler,
    readonly address = "192.0.2.10",
  ) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return await this.send("GET", path, headers);
  }

  /** Posts a form of the sign-in pages with its CSRF token. */
  async post(path: string, fields: Record<string, string>): Promise<Response> {
    const { csrfToken } = (await (await this.get("csrf")).json()) as { csrfToken: string };
    return await this.postRaw(path, JSON.stringify({ ...fields, csrfToken, json: "true" }));
  }

  async postRaw(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return await this.send("POST", path, { "content-type": "application/json", ...headers }, body);
  }

  async signIn(email: string, password: string): Promise<Response> {
    return await this.post("callback/credentials", { email, password });
  }

  private async send(
    method: string,
    path: string,
    extra: Record<string, string>,
    body?: string,
  ): Promise<Response> {
    const url = new URL(path, "http://127.0.0.1:3000/api/auth/");
    const headers = {
      cookie: this.cookie,
      "user-agent": "test",
      [REMOTE_ADDRESS_HEADER]: this.address,
      ...extra,
    };
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const nextauth = url.pathname.split("/").slice(3);
    const response = await this.handler(request, { params: Promise.resolve({ nextauth }) });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
