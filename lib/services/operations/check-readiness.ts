import { isSchemaCurrent } from "@/lib/db/operations/latest-migration";
import { AppError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";

interface Readiness {
  status: "ok";
  checks: Record<"database" | "migrations", "ok">;
}

/**
 * Whether this process can serve: the database answers and has this version's schema.
 * Throws `service_unavailable` that names the failing check, and nothing about the database beyond that.
 */
export async function checkReadiness(ctx: Context): Promise<Readiness> {
  const isCurrent = await isSchemaCurrent(ctx.db).catch((cause: unknown) => {
    throw notReady("The database cannot be reached.", { database: "failing" }, cause);
  });
  if (!isCurrent) {
    throw notReady("The database does not have this version's schema.", {
      database: "ok",
      migrations: "failing",
    });
  }
  return { status: "ok", checks: { database: "ok", migrations: "ok" } };
}

function notReady(detail: string, checks: Record<string, string>, cause?: unknown): AppError {
  return new AppError("service_unavailable", detail, { retryAfterSeconds: 1, members: checks, cause });
}
