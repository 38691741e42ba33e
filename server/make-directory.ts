import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./postgres/error-code";

/**
 * Makes a folder and those above it; false if it was there. Node's own recursive way never ends where the system says of
 * a new folder that it is not there although its parent is, as /proc does.
 */
export async function makeDirectory(path: string, mode: number): Promise<boolean> {
  try {
    return await makeOne(path, mode);
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
  }
  await makeDirectory(dirname(path), mode);
  return await makeOne(path, mode);
}

async function makeOne(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST" && (await stat(path)).isDirectory()) return false;
    throw error;
  }
}
