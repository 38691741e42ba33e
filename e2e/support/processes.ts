import { readdirSync, readFileSync } from "node:fs";

/** Looks at the processes of this machine through /proc; other systems have none to look at. */
export const CAN_SEE_PROCESSES = process.platform === "linux";

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** Every process below `pid`, at any depth. */
export function descendantsOf(pid: number): Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess)
    .filter((found) => found !== null);
  const below: Process[] = [];
  const parents = [pid];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    const children = all.filter((candidate) => candidate.parent === parent);
    below.push(...children);
    parents.push(...children.map((child) => child.pid));
  }
  return below;
}

/** A zombie has ended; only its parent has not looked yet. */
export function isAlive(pid: number): boolean {
  return readProcess(String(pid)) !== null;
}

function readProcess(name: string): Process | null {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "latin1");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return null;
    const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ").trim();
    return { pid: Number(name), parent: Number(parent), command };
  } catch {
    return null;
  }
}
