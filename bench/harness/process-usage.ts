import { readFile } from "node:fs/promises";

/** Ticks a second in which Linux tells CPU time to programs, on every platform it runs on. */
const TICKS_PER_SECOND = 100;
const MEBIBYTE_IN_KIBIBYTES = 1024;

/** Memory that the process has in RAM now, in MiB. Linux only. */
export async function residentMebibytes(pid: number): Promise<number> {
  const status = await readProc(pid, "status");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / MEBIBYTE_IN_KIBIBYTES;
}

/** CPU time that the process and its threads have taken since its start, in seconds. Linux only. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readProc(pid, "stat");
  // The name in parentheses may contain anything; the fields after it are numbers. utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function readProc(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, "utf8");
  } catch (cause) {
    throw new Error(
      `CPU and memory are read from /proc/${pid}, which is not there. These scenarios need Linux.`,
      {
        cause,
      },
    );
  }
}
