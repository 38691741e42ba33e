import { randomUUID } from "node:crypto";
import type { Tier } from "@/lib/domain/tier/tier";
import type { SeededTenant } from "../seed/seed-tenants";
import { bodyOf, HttpConnection } from "./http-connection";

/** Submits one job a request, with an idempotency key, so that every check of a submit is made. */
export class Submitter {
  private constructor(private readonly connection: HttpConnection) {}

  static async open(port: number): Promise<Submitter> {
    return new Submitter(new HttpConnection(port));
  }

  /** Answers the job's id. With `tier` it asks for agents of that tier alone. */
  async submit(tenant: SeededTenant, target: string, tier?: Tier): Promise<string> {
    const body = JSON.stringify({ tool: "http-headers", target, tier });
    const key = `Idempotency-Key: ${randomUUID()}\r\n`;
    const answer = await this.connection.send("POST", "/api/v1/platform-jobs", tenant.key, body, key);
    return (bodyOf(answer, 201, "a submit") as { job: { id: string } }).job.id;
  }

  close(): void {
    this.connection.close();
  }
}

export async function openSubmitters(port: number, count: number): Promise<Submitter[]> {
  return await Promise.all(Array.from({ length: count }, () => Submitter.open(port)));
}
