import { HEARTBEAT_SECONDS } from "@/lib/domain/job/lease";

/**
 * The brake on rescue. If over half the fleet falls silent at once, the fault is most likely ours or the network's,
 * and rerunning every job would make it worse. Rescue then waits up to five minutes for the agents to come back.
 * Small fleets have no brake: with one or two agents a single death is already half.
 */
export const SILENT_AGENTS_MIN = 3;
export const BRAKE_SECONDS_MAX = 300;
/**
 * Two beats that did not come. Beats are spread over the time between two, so all of a fleet that is cut off is silent for
 * so long before its first lease ends; judged by a lease's length, half of its jobs would be taken away before over half of
 * it were silent.
 */
export const SILENCE_SECONDS = 2 * HEARTBEAT_SECONDS;

export function isMassSilence(fleet: number, silent: number): boolean {
  return silent >= SILENT_AGENTS_MIN && silent * 2 > fleet;
}
