import fc from "fast-check";

export interface Choice {
  /** Others each time unless told. */
  seed?: number;
  /** To one program of the seed. */
  path?: string;
  runs: number;
}

/**
 * Checks a property over random programs; throws with the line that plays what has failed again. A failure is not made
 * smaller: that would play it hundreds of times.
 */
export async function checkProgram<T>(
  file: string,
  property: fc.IAsyncProperty<[T]>,
  { seed, path, runs }: Choice,
): Promise<void> {
  const chosen = { ...(seed === undefined ? {} : { seed }), ...(path === undefined ? {} : { path }) };
  const details = await fc.check(property, { ...chosen, numRuns: runs, endOnFailure: true });
  if (!details.failed) return;
  const again = `FC_SEED=${details.seed} FC_PATH=${details.counterexamplePath} npx vitest run ${file}`;
  const groups = fc.stringify(details.counterexample).replaceAll("],[", "],\n[");
  const words = `Play it again: ${again}\n${groups}`;
  // A runner that tries once more draws other programs, and tells nobody of what these have found.
  process.stderr.write(`${String(details.errorInstance)}\n${words}\n`);
  throw new Error(words, { cause: details.errorInstance });
}
