import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** An OpenID Connect provider on loopback that vouches for whomever a test says; it insists on PKCE. */
export class OidcStub {
  readonly clientId = "muster-test";
  readonly clientSecret = randomBytes(12).toString("hex");
  /** The claims of whoever signs in next. */
  claims: Record<string, unknown> = {};
  private readonly challenges = new Map<string, { challenge: string; nonce: string }>();
  private constructor(
    private readonly server: Server,
    private readonly keys: Awaited<ReturnType<typeof generateKeyPair>>,
  ) {}

  static async start(): Promise<OidcStub> {
    const server = createServer();
    const stub = new OidcStub(server, await generateKeyPair("RS256"));
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      stub.answer(request).then(
        ({ status, body }) =>
          response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What the person's browser does at the provider: reads the request there and comes back with a code. */
  visit(authorizationUrl: string): URL {
    const { searchParams } = new URL(authorizationUrl);
    const code = randomBytes(8).toString("hex");
    this.challenges.set(code, {
      challenge: searchParams.get("code_challenge") ?? "",
      nonce: searchParams.get("nonce") ?? "",
    });
    const back = new URL(searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", searchParams.get("state") ?? "");
    return back;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    if (request.url === "/.well-known/openid-configuration") {
      return {
        status: 200,
        body: {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        },
      };
    }
    if (request.url === "/jwks") {
      const key = { ...(await exportJWK(this.keys.publicKey)), alg: "RS256", use: "sig", kid: "1" };
      return { status: 200, body: { keys: [key] } };
    }
    return request.url === "/token" ? await this.token(request) : { status: 404, body: {} };
  }

  private async token(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const expected = this.challenges.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!expected || expected.challenge !== challenge)
      return { status: 400, body: { error: "invalid_grant" } };
    this.challenges.delete(form.get("code") ?? "");
    const idToken = await new SignJWT({ ...this.claims, nonce: expected.nonce })
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .setIssuer(this.issuer)
      .setAudience(this.clientId)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(this.keys.privateKey);
    return { status: 200, body: { access_token: "opaque", token_type: "Bearer", id_token: idToken } };
  }
}
