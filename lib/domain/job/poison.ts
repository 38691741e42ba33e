/**
 * A job that agents die of. Retries are for agents that fail by chance; a job that takes one agent after the other with
 * it would empty the fleet. It is not handed out again, whatever attempts it has left, and waits for an admin.
 *
 * Only an agent of the platform that fell silent by itself counts, and counts once. One that gave the job back, that was
 * deleted, that fell silent together with over half the fleet, or that does so again and again says nothing of the job; a
 * tenant's own are its own to look after.
 */
export const POISON_LOSSES = 3;

export function isPoison(lostAgents: number): boolean {
  return lostAgents >= POISON_LOSSES;
}

/** What is to become of a dead letter: `open` until an admin has said so. */
export const DEAD_LETTER_STATES = ["open", "requeued", "dismissed"] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];
