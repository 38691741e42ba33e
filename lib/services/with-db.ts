import type pg from "pg";
import { pool } from "@/lib/db/pool";

/** Completes a route's context with the process's pool, so that routes need not know the database. */
export function withDb<T extends object>(ctx: T): T & { db: pg.Pool } {
  return { ...ctx, db: pool() };
}
