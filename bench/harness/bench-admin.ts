import type pg from "pg";
import { createApiKey } from "@/lib/testing/factories/create-api-key";
import { bodyOf, HttpConnection } from "./http-connection";

/** An admin with an API key. One request at a time. */
export class BenchAdmin {
  private constructor(
    private readonly key: string,
    private readonly connection: HttpConnection,
  ) {}

  static async open(db: pg.Pool, port: number): Promise<BenchAdmin> {
    const { key } = await createApiKey(db, null);
    return new BenchAdmin(key, new HttpConnection(port));
  }

  /** `path` is what follows `/api/v1/admin/`. */
  async send(method: "POST" | "PATCH", path: string, body?: object): Promise<void> {
    const text = body ? JSON.stringify(body) : "";
    const answer = await this.connection.send(method, `/api/v1/admin/${path}`, this.key, text);
    bodyOf(answer, 200, `${method} ${path}`);
  }

  close(): void {
    this.connection.close();
  }
}
