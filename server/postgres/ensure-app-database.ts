import pg from "pg";

export const APP_ROLE = "muster";
export const APP_DATABASE = "muster";

/**
 * The application's role owns its database and nothing else. Made at every start if missing, so that a start interrupted
 * between role and database is completed by the next.
 */
export async function ensureAppDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  // A broken connection also rejects the running query; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    const { rowCount: roles } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    if (!roles)
      await client.query(`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const { rowCount: databases } = await client.query("SELECT FROM pg_database WHERE datname = $1", [
      APP_DATABASE,
    ]);
    if (!databases) await client.query(`CREATE DATABASE ${APP_DATABASE} OWNER ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}
