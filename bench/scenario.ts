import type pg from "pg";
import type { Measurement } from "./figure";
import type { BenchServer } from "./harness/start-bench-server";
import type { PeerRates } from "./peers/measure-peers";
import type { PeerTask } from "./peers/peer-process";

/** How much is measured. */
export interface Scale {
  /** Smaller counts, a short round: shows that everything works and roughly how fast. */
  isQuick: boolean;
  warmUpSeconds: number;
  rounds: number;
  roundSeconds: number;
}

/** What a scenario is given: a database and a server that nothing else has used. */
export interface Bench {
  scale: Scale;
  db: pg.Pool;
  server: BenchServer;
  /** What other queues reach in this run; of the tasks that the scenarios of this run name. */
  peers: readonly PeerRates[];
  /** Transactions that the database has committed so far, the scenario's own among them. */
  countTransactions(): Promise<number>;
}

/** Measures against the running server over HTTP; throws when an answer or the data at the end is wrong. */
export interface Scenario {
  name: string;
  /** What peers are to be measured at, for this scenario to be put beside. */
  peerTask?: PeerTask;
  run(bench: Bench): Promise<Measurement[]>;
}
