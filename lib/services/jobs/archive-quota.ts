import { AppError } from "@/lib/domain/errors";

/** What a tenant may keep in archives altogether. */
export const ARCHIVE_QUOTA_BYTES = 512 * 1024 * 1024;

export function overQuota(usedBytes: number, limitBytes: number): AppError {
  return new AppError(
    "payload_too_large",
    "The tenant's archives would pass their limit altogether. Delete some that no scan needs.",
    { members: { limit: "archive_bytes", limit_bytes: limitBytes, used_bytes: usedBytes } },
  );
}
