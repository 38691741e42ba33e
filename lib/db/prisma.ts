import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/lib/db/generated/prisma/client";

/**
 * Typed reads for the consoles, over the process's one pool. Every write, and every read on a hot path, is SQL over `pg`.
 * Assumes that the pool has its own `error` listener and outlives its client: `$disconnect()` leaves the pool open.
 */

const clients = new WeakMap<pg.Pool, PrismaClient>();

/** The Prisma client of `pool`: the same one for every caller with the same pool. */
export function prismaClient(pool: pg.Pool): PrismaClient {
  const existing = clients.get(pool);
  if (existing) return existing;
  // The adapter takes a pool of another copy of pg for connection settings and would open a pool of its own.
  if (!(pool instanceof pg.Pool)) throw new TypeError("the pool comes from a second copy of pg");
  const client = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" });
  clients.set(pool, client);
  return client;
}
