/** What every peer is asked to do, with jobs that do nothing. Lives in a process of its own. */
export interface PeerQueue {
  /** Queues one job with one call, as our submit does. */
  submit(): Promise<void>;
  /** Queues many, the fastest way it has. Not measured. */
  fill(count: number): Promise<void>;
  /** Starts its workers and answers the seconds until `count` jobs, all that wait, are done; then stops them. */
  drain(count: number): Promise<number>;
  /** Jobs that are not done. */
  countOpen(): Promise<number>;
  close(): Promise<void>;
}

/** Workers a peer has, as many as our scenario has agents. */
export const PEER_CONCURRENCY = 24;

/** Callers that submit side by side, as many as our scenario has connections. */
export const PEER_SUBMITTERS = 16;

/** `url` is that of an empty Postgres database, or of a Redis of its own. */
export type OpenPeerQueue = (url: string) => Promise<PeerQueue>;
