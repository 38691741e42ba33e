export interface RunningServer {
  baseUrl: string;
  /** Path and one-time token for the first admin; null when there is one already. */
  setupUrl: string | null;
}
