/**
 * The agent's own log on standard output: JSON lines for machines, plain lines for a person at a terminal.
 *
 * Promise: one line an event; every line passes the secret mask. A reader that went away (EPIPE) does not end the agent.
 */
import { maskText } from "../job/mask-secrets";

export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface AgentLog {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFormat = "json" | "text";

export function createAgentLog(format: LogFormat, write: (line: string) => void = writeStdout): AgentLog {
  const log = (level: string, message: string, fields: LogFields = {}) => {
    const at = new Date().toISOString();
    const line =
      format === "json"
        ? JSON.stringify({ time: at, level, message, ...fields })
        : `${at.slice(11, 19)} ${level.padEnd(5)} ${message}${describe(fields)}`;
    write(`${maskText(line)}\n`);
  };
  return {
    info: (message, fields) => log("info", message, fields),
    warn: (message, fields) => log("warn", message, fields),
    error: (message, fields) => log("error", message, fields),
  };
}

function describe(fields: LogFields): string {
  const parts = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === "string" && /\s/.test(value) ? JSON.stringify(value) : value}`,
    );
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function writeStdout(line: string): void {
  process.stdout.write(line);
}
