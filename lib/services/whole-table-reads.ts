import { KeyedGate } from "@/lib/domain/access/keyed-gate";

const gate = new KeyedGate({
  limit: "whole_table_reads",
  atOnceMax: 1,
  waitingMax: 20,
  retryAfterSeconds: 2,
});

/**
 * For reads that may look at every row: one at a time in a process, so that however many people search, the queue keeps
 * the rest of the cores. Those that come meanwhile wait for their turn; beyond twenty they are refused.
 */
export function readWholeTables<T>(read: () => Promise<T>): Promise<T> {
  return gate.run("all", read);
}
