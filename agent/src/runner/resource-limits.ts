import { findExecutable } from "./find-executable";

export interface ResourceLimits {
  cpuSeconds?: number;
  addressSpaceBytes?: number;
  openFiles?: number;
  fileBytes?: number;
}

const defaultLimits: ResourceLimits = { openFiles: 4_096, fileBytes: 1024 ** 3 };

/**
 * Puts `prlimit` (util-linux) in front of a command where the host has it. It replaces itself by the command, so the pid stays the group leader's.
 * Without it the command runs unlimited: the limits are a second line behind time-out, output cap and group kill.
 */
export async function applyLimits(
  file: string,
  args: readonly string[],
  limits: ResourceLimits = {},
): Promise<{ file: string; args: string[] }> {
  const prlimit = process.platform === "linux" ? await findExecutable("prlimit") : null;
  if (prlimit === null) return { file, args: [...args] };
  const wanted = { ...defaultLimits, ...limits };
  const flags = ["--core=0"];
  if (wanted.cpuSeconds !== undefined) flags.push(`--cpu=${wanted.cpuSeconds}`);
  if (wanted.addressSpaceBytes !== undefined) flags.push(`--as=${wanted.addressSpaceBytes}`);
  if (wanted.openFiles !== undefined) flags.push(`--nofile=${wanted.openFiles}`);
  if (wanted.fileBytes !== undefined) flags.push(`--fsize=${wanted.fileBytes}`);
  return { file: prlimit, args: [...flags, "--", file, ...args] };
}
