import type pg from "pg";
import { keptAgentKeys } from "@/lib/auth/agent-principal";
import { pool } from "@/lib/db/pool";
import type { Principal } from "@/lib/domain/access/principal";
import { AppError } from "@/lib/domain/errors";
import { onePerOwner } from "@/lib/live/one-per-owner";
import { onWake } from "@/lib/live/wake-hub";

/** As long as what ends a key may go unheard: a wake of another process may be lost, and a grace ends by itself. */
const CHECK_MS = 1_000;

type AgentPrincipal = Extract<Principal, { kind: "agent" }>;

/**
 * Runs a call of an agent that may wait, with a signal that aborts when `signal` does, or when the key that the agent came
 * by is none of its keys any more: rotated away, deleted with its agent, or its grace is over.
 *
 * Promise: at once in the process that ended the key and in those that hear of it ("keys"), within a second in every other.
 * Costs a look at the keys' epoch a second while anybody waits, and one at the keys themselves when it has changed.
 */
export async function whileKeyLives<T>(
  { agentId, keyPrefix }: AgentPrincipal,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  const leave = watchedKeys(pool("beats")).add({ agentId, keyPrefix, ending });
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  try {
    return await call(ending.signal);
  } finally {
    signal.removeEventListener("abort", end);
    leave();
  }
}

interface Watched {
  agentId: string;
  keyPrefix: string;
  ending: AbortController;
}

/** The keys under which somebody waits in this process. */
class WatchedKeys {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | null = null;
  private looking = false;
  /** Something has happened since the look that is under way began. */
  private isStale = false;

  constructor(private readonly db: pg.Pool) {
    // Before the listener: what is kept is to be forgotten first.
    keptAgentKeys(db);
    onWake("keys", () => void this.look());
  }

  add(one: Watched): () => void {
    this.watched.add(one);
    this.timer ??= setInterval(() => {
      keptAgentKeys(this.db).forget();
      void this.look();
    }, CHECK_MS).unref();
    return () => {
      this.watched.delete(one);
      if (this.watched.size > 0 || this.timer === null) return;
      clearInterval(this.timer);
      this.timer = null;
    };
  }

  private async look(): Promise<void> {
    this.isStale = true;
    if (this.looking) return;
    this.looking = true;
    while (this.isStale) {
      this.isStale = false;
      await Promise.all([...this.watched].map((one) => this.judge(one)));
    }
    this.looking = false;
  }

  private async judge({ agentId, keyPrefix, ending }: Watched): Promise<void> {
    try {
      const row = await keptAgentKeys(this.db).get(keyPrefix);
      if (row?.id !== agentId) ending.abort(ended());
    } catch {
      // The database cannot say just now: the next look is a second away.
    }
  }
}

function watchedKeys(db: pg.Pool): WatchedKeys {
  return onePerOwner("watched-agent-keys", db, () => new WatchedKeys(db));
}

function ended(): AppError {
  return new AppError("unauthenticated", "The key that this was asked with is no longer the agent's.");
}
