/**
 * The brake on rescue. If over half the fleet falls silent at once, the fault is most likely ours or the network's,
 * and rerunning every job would make it worse. Rescue then waits up to five minutes for the agents to come back.
 * Small fleets have no brake: with one or two agents a single death is already half.
 */
export const SILENT_AGENTS_MIN = 3;
export const BRAKE_SECONDS_MAX = 300;

export function isMassSilence(fleet: number, silent: number): boolean {
  return silent >= SILENT_AGENTS_MIN && silent * 2 > fleet;
}
