export type MigrationErrorCode =
  | "directory_unreadable"
  | "checksum_changed"
  | "failed_migration"
  | "missing_on_disk"
  | "database_unreachable"
  | "lock_unavailable"
  | "migration_failed"
  | "nothing_to_roll_back"
  | "no_down_script";

/** The schema cannot be brought up to date. The message is for the operator: what, why, what to do next. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";

  constructor(
    readonly code: MigrationErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
