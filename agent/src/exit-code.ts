/** Exit codes of every command; part of the interface that service files and scripts rely on. */
export const exitCodes = {
  ok: 0,
  /** The command did not succeed; for `check`: a line says FAIL. */
  failed: 1,
  /** Flags, environment or configuration file are wrong. */
  usage: 2,
  /** Not joined, joined already, or another process runs with this data folder. */
  wrongState: 3,
  /** The control plane does not accept the key or the token. Trying again will not help. */
  credentialRefused: 4,
  unreachable: 5,
  /** Jobs still ran when the time for draining was over or a second signal came; the control plane runs them again. */
  jobsAbandoned: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message for the person at the terminal. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode,
  ) {
    super(message);
    this.name = "CommandError";
  }
}
