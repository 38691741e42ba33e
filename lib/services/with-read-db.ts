import type pg from "pg";
import { pool } from "@/lib/db/pool";

/** Completes the context of a route that only reads for people and their programs: over connections that are not the queue's. */
export function withReadDb<T extends object>(ctx: T): T & { db: pg.Pool } {
  return { ...ctx, db: pool("console") };
}
