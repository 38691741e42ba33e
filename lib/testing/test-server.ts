/** What the global setup hands to the test files. */
export interface TestServer {
  /** Superuser or a role that may create databases and roles. */
  adminUrl: string;
  role: string;
  password: string;
  /** Migrated, empty, closed to connections. */
  templateName: string;
}

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}
