import fc from "fast-check";
import type { World } from "@/lib/testing/interleavings/world";

/** One thing that somebody does. */
export interface Step {
  name: string;
  /** Answers false when there was nothing that it could have been done to. It waits, if it does, until `isOver` aborts. */
  run(world: World, isOver: AbortSignal): Promise<unknown>;
  /** It ends only when the steps beside it have. */
  isPoll: boolean;
  /** How a failure shows it. */
  [fc.toStringMethod](): string;
}

type Run<T> = (world: World, drawn: T, isOver: AbortSignal) => Promise<unknown>;

/** Steps of a kind. */
export interface StepKind {
  name: string;
  steps: fc.Arbitrary<Step>;
}

/** What a step chooses is drawn beforehand, as numbers: a seed is a whole program. */
export function step<T>(
  name: string,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  run: Run<T & Draw>,
  isPoll = false,
): StepKind {
  const draw = fc.record({ server: anyNumber, n: anyNumber, ...fields }, { noNullPrototype: true });
  const steps = draw.map((drawn) => ({
    name,
    isPoll,
    run: (world: World, isOver: AbortSignal) => run(world, drawn as T & Draw, isOver),
    [fc.toStringMethod]: () => `${name} ${fc.stringify(drawn)}`,
  }));
  return { name, steps };
}

interface Draw {
  /** Through which server process. */
  server: number;
  /** Which tenant, agent, job or attempt of those that there are by then. */
  n: number;
}

const anyNumber = fc.noBias(fc.nat({ max: 1_000 }));
