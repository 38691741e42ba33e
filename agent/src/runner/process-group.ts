/**
 * Ends everything that a run started and proves it.
 *
 * Promise: `endProcessGroup` returns the number of processes of the run that are still alive after TERM, grace and KILL: 0 unless the kernel holds one.
 * Assumption: the group was made by `runProcess`, whose leader's pid is the group id, and on Linux every child inherited the run's marker variable,
 * so that a child which left the group (setsid) is found as well. Elsewhere only the group itself can be seen.
 * Failure: never throws; a process that ended meanwhile, or belongs to another user, is skipped.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export const markerVariable = "MUSTER_RUN_MARKER";

export interface ProcessGroup {
  id: number;
  /** What every process of the run bears in its environment. */
  marker: string;
}

const pollMilliseconds = 20;
const killWaitMilliseconds = 2_000;

/** Pids of the run that are alive, by group, marker or either; zombies do not count, nobody can end them twice. */
export function findMembers(processGroupId: number | null, marker: string | null): number[] {
  let entries: string[];
  try {
    entries = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  } catch {
    return processGroupId !== null && isGroupAlive(processGroupId) ? [-processGroupId] : [];
  }
  return entries
    .filter((entry) => isMember(entry, processGroupId, marker))
    .map((entry) => Number.parseInt(entry, 10));
}

/** Whether the process inherited the run's marker. */
export function isMarked(pid: number, marker: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return environment.includes(`${markerVariable}=${marker}`);
  } catch {
    return false;
  }
}

function isMember(entry: string, processGroupId: number | null, marker: string | null): boolean {
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
    // The command may hold spaces and brackets, so the fields are counted from its closing one: state, parent, group.
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return false;
    if (group === String(processGroupId)) return true;
    return marker !== null && isMarked(Number.parseInt(entry, 10), marker);
  } catch {
    return false;
  }
}

function isGroupAlive(processGroupId: number): boolean {
  try {
    process.kill(-processGroupId, 0);
    return true;
  } catch {
    return false;
  }
}

function signalAll(members: number[], signal: NodeJS.Signals): void {
  for (const pid of members) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended between the listing and the signal.
    }
  }
}

/** Without a group's id only the processes that bear the marker are ended. */
export async function endProcessGroup(
  processGroupId: number | null,
  marker: string | null,
  graceSeconds: number,
): Promise<number> {
  // Group id 1 or less would address every process of the user.
  if (processGroupId !== null && (!Number.isSafeInteger(processGroupId) || processGroupId <= 1)) return 0;
  let members = findMembers(processGroupId, marker);
  const asked = new Set<number>();
  const graceEndsAt = performance.now() + graceSeconds * 1_000;
  while (members.length > 0 && performance.now() < graceEndsAt) {
    // Once each: a second TERM makes some tools give up their orderly end. A member forked meanwhile gets its own.
    signalAll(
      members.filter((pid) => !asked.has(pid)),
      "SIGTERM",
    );
    for (const pid of members) asked.add(pid);
    await delay(pollMilliseconds);
    members = findMembers(processGroupId, marker);
  }
  const killEndsAt = performance.now() + killWaitMilliseconds;
  while (members.length > 0 && performance.now() < killEndsAt) {
    // Again on every round: a member may fork between the listing and the signal.
    signalAll(members, "SIGKILL");
    await delay(pollMilliseconds);
    members = findMembers(processGroupId, marker);
  }
  return members.length;
}
