/**
 * The process groups that run, each in a small file in the data folder: a killed agent's children live on, and its next life ends them.
 *
 * Promise: `endThoseOfBefore` ends every noted group that is provably still the one noted, with what has left it, and nothing else: by the run's marker
 * in a process's environment, or by the start of the group's leader. A file is there whole or not at all, readable by the agent's user alone.
 * Assumption: one agent per data folder, and none of its own groups runs yet when those of before are ended. Nothing is synced to disk: no process
 * outlives the machine's end. An agent killed between the start of a child and `note` leaves that child unknown.
 * Failure: `note` throws when it cannot write; the caller then ends the group. A file that cannot be read is removed.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { endProcessGroup, findMembers, isMarked, type ProcessGroup } from "../runner/process-group";
import { processIdentity } from "../runner/process-identity";
import type { AttemptRef } from "./journal";

const Noted = z.object({
  id: z.int().min(2),
  marker: z.uuid(),
  /** Of the leader, whose pid is the group's id. */
  leader: z.string().nullable(),
  job_id: z.string(),
  attempt: z.int(),
});
type Noted = z.infer<typeof Noted>;

export interface EndedGroup extends AttemptRef {
  /** Processes that survived KILL. */
  leftovers: number;
}

export interface ProcessGroupFiles {
  note(ref: AttemptRef, group: ProcessGroup): void;
  forget(processGroupId: number): void;
  /** Answers the groups that were found alive. */
  endThoseOfBefore(): Promise<EndedGroup[]>;
}

/** Another agent may run the job already, so TERM and KILL come close together. */
const graceSeconds = 1;

export function createProcessGroupFiles(dataDir: string): ProcessGroupFiles {
  const folder = path.join(dataDir, "process-groups");
  const fileOf = (processGroupId: number) => path.join(folder, `${processGroupId}.json`);
  return {
    note(ref, { id, marker }) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const noted: Noted = {
        id,
        marker,
        leader: processIdentity(id),
        job_id: ref.jobId,
        attempt: ref.attempt,
      };
      const draft = `${fileOf(id)}.new`;
      rmSync(draft, { force: true });
      writeFileSync(draft, `${JSON.stringify(noted)}\n`, { flag: "wx", mode: 0o600 });
      renameSync(draft, fileOf(id));
    },
    forget: (processGroupId) => rmSync(fileOf(processGroupId), { force: true }),
    async endThoseOfBefore() {
      const ended = await Promise.all(listFiles(folder).map((file) => endNoted(path.join(folder, file))));
      return ended.filter((group) => group !== null);
    },
  };
}

async function endNoted(file: string): Promise<EndedGroup | null> {
  const noted = readNoted(file);
  const group = noted && findAlive(noted);
  const leftovers = group ? await endProcessGroup(group.id, group.marker, graceSeconds) : 0;
  // What KILL did not end is tried again by the next life.
  if (leftovers === 0) rmSync(file, { force: true });
  return noted && group ? { jobId: noted.job_id, attempt: noted.attempt, leftovers } : null;
}

/** What of the group is still that of then: all of it, or, when its number is another's, only processes that bear the marker. */
function findAlive({ id, marker, leader }: Noted): { id: number | null; marker: string } | null {
  const isSameLeader = leader !== null && processIdentity(id) === leader;
  if (isSameLeader || findMembers(id, null).some((pid) => isMarked(pid, marker))) return { id, marker };
  return findMembers(null, marker).length > 0 ? { id: null, marker } : null;
}

function readNoted(file: string): Noted | null {
  try {
    return Noted.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
