import { tmpdir } from "node:os";
import { runProcess } from "../runner/run-process";

const probeSeconds = 5;

/** Version of an installed tool by its own word, or null when it is absent, silent or broken. */
export async function probeTool(
  file: string,
  args: readonly string[],
  version: RegExp,
  signal: AbortSignal,
): Promise<{ name: string; version: string } | null> {
  let output = "";
  const result = await runProcess({
    file,
    args,
    cwd: tmpdir(),
    timeoutSeconds: probeSeconds,
    graceSeconds: 0.5,
    maxOutputBytes: 64 * 1024,
    signal,
    onOutput: (_stream, bytes) => {
      output += bytes.toString("latin1");
    },
  });
  const found = result.exitCode === 0 ? version.exec(output)?.[1] : undefined;
  return found === undefined ? null : { name: file, version: found };
}
