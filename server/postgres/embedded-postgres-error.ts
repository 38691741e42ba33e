export type EmbeddedPostgresErrorCode =
  | "unsupported_platform"
  | "binaries_broken"
  | "no_unprivileged_account"
  | "cannot_drop_privileges"
  | "data_unreachable"
  | "data_not_owned"
  | "data_missing"
  | "not_a_cluster"
  | "version_mismatch"
  | "credentials_missing"
  | "already_running"
  | "port_taken"
  | "init_failed"
  | "start_failed";

/** A start of the embedded database that cannot succeed. The message is for the operator: what happened, why, what to do next. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The way out that works on every machine; ends most messages. */
export const USE_OWN_DATABASE = "set DATABASE_URL to a Postgres server of your own (15 to 18)";
