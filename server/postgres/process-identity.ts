/**
 * Tells "that process" from "a process that got the same number". Process ids are reused, quickly so in containers, where
 * every life starts at 1.
 */
import { readFile, readlink, realpath } from "node:fs/promises";
import { basename } from "node:path";
import { errorCode } from "./error-code";
import { runProgram } from "./run-program";

/** A zombie counts as dead: it holds nothing, and in a container nobody may ever collect it. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
  return (await readProcStat(pid))?.state !== "Z";
}

/** Changes when the number is given to another process or the machine restarts; null if the system does not tell. */
export async function readProcessIdentity(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const stat = await readProcStat(pid);
    const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
    return stat && `${bootId.trim()}/${stat.startTicks}`;
  }
  const { exitCode, stdout } = await runProgram("ps", ["-p", String(pid), "-o", "lstart="], null);
  return exitCode === 0 ? stdout.trim() : null;
}

/**
 * Whether a live process is the Postgres of this folder. Wherever the system hides the answer it is "yes": treating a
 * stranger as Postgres costs an error message, the other mistake costs data.
 */
export async function isPostmasterOf(pid: number, clusterDir: string): Promise<boolean> {
  if (!(await isProcessAlive(pid))) return false;
  if (process.platform !== "linux") {
    const { stdout } = await runProgram("ps", ["-p", String(pid), "-o", "command="], null);
    return stdout.includes("postgres") && stdout.includes(clusterDir);
  }
  const workingDir = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  // A postmaster works inside its data folder.
  if (workingDir) return workingDir === (await realpath(clusterDir));
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  const program = basename(commandLine?.split("\0")[0] ?? "postgres");
  return program === "postgres" || program === "postmaster";
}

async function readProcStat(pid: number): Promise<{ state: string; startTicks: string } | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (!text) return null;
  // The second field is the program's name in brackets and may itself hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[19]];
  return state && startTicks ? { state, startTicks } : null;
}
