import type pg from "pg";
import type { Measurement } from "./figure";
import type { BenchServer } from "./harness/start-bench-server";

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
  /** Transactions that the database has committed so far, the scenario's own among them. */
  countTransactions(): Promise<number>;
}

/** Measures against the running server over HTTP; throws when an answer or the data at the end is wrong. */
export interface Scenario {
  name: string;
  run(bench: Bench): Promise<Measurement[]>;
}
