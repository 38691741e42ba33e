import type pg from "pg";
import { poolBeside } from "@/lib/db/pool";
import { isDatabaseAway } from "@/lib/domain/database-errors";
import { ephemeralState } from "@/lib/ephemeral/process-ephemeral-state";
import { Coalescer, type Outcome, sharedCoalescer } from "@/lib/live/coalescer";
import { deferredBeats } from "@/lib/services/agent-protocol/deferred-beats";
import { heartbeatFigures } from "@/lib/services/agent-protocol/heartbeat-figures";
import { ordersOf } from "@/lib/services/agent-protocol/orders-of";
import { type Beat, recordBeats, type TakenBeat } from "@/lib/services/agent-protocol/record-beats";

const BEATS_MAX = 500;
const LINGER_MS = 500;

/**
 * Signs of life: those that arrive within half a second share the work, as no agent hurries for the answer. A quiet
 * beat whose orders are at hand is answered with them and written later; all others are written first.
 */
export function takeBeat(db: pg.Pool, beat: Beat): Promise<TakenBeat> {
  return beatBatches(db).submit(beat);
}

function beatBatches(db: pg.Pool): Coalescer<Beat, TakenBeat> {
  return sharedCoalescer(
    "beats",
    db,
    () =>
      new Coalescer((beats: readonly Beat[]) => takeAll(db, beats), {
        itemsMax: BEATS_MAX,
        lingerMs: LINGER_MS,
      }),
  );
}

async function takeAll(db: pg.Pool, beats: readonly Beat[]): Promise<Outcome<TakenBeat>[]> {
  const state = ephemeralState(db);
  const deferred = deferredBeats(db);
  const loud = new Set(beats.filter((beat) => !isQuiet(beat)).map((beat) => beat.agentId));
  const quiet = beats.filter((beat) => !loud.has(beat.agentId));
  const known = await state.noteBeats(
    quiet.map(({ agentId, body }) => ({ agentId, figures: heartbeatFigures(body, 1) })),
  );
  const isKnown = ({ agentId }: Beat) => known.has(agentId);
  const due = beats.filter((beat) => !isKnown(beat));
  deferred.add(beats.filter(isKnown));
  const recorded = await recordDue(db, due, known.size > 0);
  // An older one of theirs that still waits to be written says less than what is there now.
  deferred.drop(due.flatMap(({ agentId }, n) => (recorded[n] && "answer" in recorded[n] ? [agentId] : [])));
  const outcomeOf = new Map(due.map((beat, n) => [beat, recorded[n]]));
  void state.coverBeats(ordersOf(quiet.map((beat) => [beat.agentId, outcomeOf.get(beat)])));
  const now = new Date();
  return beats.map((beat) => {
    const orders = known.get(beat.agentId);
    if (orders) return { answer: { leases: [], now, ...orders } };
    return outcomeOf.get(beat) ?? { error: new Error("a beat was left without an outcome") };
  });
}

/** While the database is away, others of the batch, whose orders are at hand, are answered all the same. */
async function recordDue(
  db: pg.Pool,
  due: readonly Beat[],
  hasOthers: boolean,
): Promise<Outcome<TakenBeat>[]> {
  if (due.length === 0) return [];
  try {
    return await recordBeats(poolBeside(db, "beats"), due);
  } catch (error) {
    if (!hasOthers || !isDatabaseAway(error)) throw error;
    return due.map(() => ({ error }));
  }
}

/** It renews nothing and tells nothing of its agent but that it lives. */
function isQuiet({ body }: Beat): boolean {
  const isIdle = body.current_jobs === 0 && body.running?.length === 0;
  return isIdle && body.tools === undefined && body.version === undefined;
}
