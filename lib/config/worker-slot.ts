const FLAG = "--worker=";

/**
 * Which of WEB_CONCURRENCY processes this is, from 1; null: the only one, or the one above them. A process that takes a
 * dead one's place has its number.
 */
export const workerSlot: number | null = (() => {
  const flag = process.argv.find((argument) => argument.startsWith(FLAG));
  return flag ? Number(flag.slice(FLAG.length)) : null;
})();

/** What the program of such a process is called with. */
export function workerArguments(slot: number): string[] {
  return [`${FLAG}${slot}`];
}
