/** In the order in which they run, each with its settings. The first is the one that our rates are held against. */
export const PEER_SETTINGS = {
  "graphile-worker":
    "concurrency 24 as it comes: every worker fetches a job and completes it by itself; addJob by 16 callers",
  "graphile-worker-batched":
    "concurrency 24, a local queue of 500 jobs fetched ahead and completions in batches, as in its published figures",
  "pg-boss": "24 loops that fetch 100 jobs with a call and complete them with another; send by 16 callers",
  bullmq:
    "a worker of concurrency 24 on a Redis with an append-only file, written out every second; add by 16 callers",
} as const;

export type PeerName = keyof typeof PEER_SETTINGS;

export const PEER_NAMES = Object.keys(PEER_SETTINGS) as PeerName[];
