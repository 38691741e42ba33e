import type { Scale } from "../scenario";

/** Runs a warm-up whose result is thrown away, calls `onWarm`, then runs the rounds one after the other. */
export async function runRounds<T>(
  scale: Scale,
  round: (seconds: number) => Promise<T>,
  onWarm: () => Promise<void> = async () => {},
): Promise<T[]> {
  await round(scale.warmUpSeconds);
  await onWarm();
  const results: T[] = [];
  for (let i = 0; i < scale.rounds; i++) results.push(await round(scale.roundSeconds));
  return results;
}

/** Repeats every step, each in its own loop, until the time is up; answers the seconds until the last step ended. */
export async function repeatFor(seconds: number, steps: readonly (() => Promise<void>)[]): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const loop = async (step: () => Promise<void>) => {
    while (performance.now() < endsAt) await step();
  };
  await Promise.all(steps.map(loop));
  return (performance.now() - startedAt) / 1000;
}
