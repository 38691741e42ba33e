import { setTimeout as delay } from "node:timers/promises";
import { isSchemaCurrent } from "@/lib/db/operations/latest-migration";
import { AppError } from "@/lib/domain/errors";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import type { Context } from "@/lib/services/context";

/** A probe must know soon, and one that hangs is no help either: calls would wait for it ten times as long. */
const DATABASE_MS = 2_500;

interface Readiness {
  status: "ok";
  checks: Record<"database" | "migrations", "ok"> & { redis?: "ok" | "degraded" };
}

/**
 * Whether this process can serve: the database answers and has this version's schema.
 * Without its Redis it serves as well, only with more work for Postgres: that is told and fails nothing.
 * Throws `service_unavailable` that names the failing check, and nothing about the database beyond that.
 */
export async function checkReadiness(ctx: Context): Promise<Readiness> {
  const isCurrent = await withinMs(isSchemaCurrent(ctx.db), DATABASE_MS).catch((cause: unknown) => {
    throw notReady("The database cannot be reached.", { database: "failing" }, cause);
  });
  if (!isCurrent) {
    throw notReady("The database does not have this version's schema.", {
      database: "ok",
      migrations: "failing",
    });
  }
  const isRedisUp = ephemeralState(ctx.db).isRedisUp();
  const redis = isRedisUp === null ? {} : { redis: isRedisUp ? ("ok" as const) : ("degraded" as const) };
  return { status: "ok", checks: { database: "ok", migrations: "ok", ...redis } };
}

async function withinMs<T>(answer: Promise<T>, ms: number): Promise<T> {
  const settled = new AbortController();
  const late = delay(ms, undefined, { signal: settled.signal }).then(() => {
    throw new Error(`No answer within ${ms} ms.`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    settled.abort();
  }
}

function notReady(detail: string, checks: Record<string, string>, cause?: unknown): AppError {
  return new AppError("service_unavailable", detail, { retryAfterSeconds: 1, members: checks, cause });
}
