/** The program: reads the command line, runs one command, turns its end into an exit code. */
import { Command } from "commander";
import { check } from "./commands/check";
import { config } from "./commands/config";
import { join } from "./commands/join";
import { leave } from "./commands/leave";
import { terminalOutput } from "./commands/output";
import { run } from "./commands/run";
import { status } from "./commands/status";
import { type Flags, readSettings } from "./config/read-settings";
import { CommandError, type ExitCode, exitCodes } from "./exit-code";
import { agentVersion } from "./version";

const output = terminalOutput;
const collect = (item: string, items: string[] = []) => [...items, item];

const program = new Command("muster-agent")
  .description("Runs security scans for a Muster control plane.")
  .version(agentVersion)
  .configureHelp({ showGlobalOptions: true })
  .option("--data-dir <dir>", "identity and work folder (MUSTER_AGENT_DATA_DIR)")
  .option("--config <file>", "configuration file, JSON (MUSTER_AGENT_CONFIG)");

program
  .command("join")
  .description("enrol this machine with a bootstrap token")
  .option("--url <url>", "address of the control plane (MUSTER_AGENT_URL)")
  .option("--token <token>", "bootstrap token (MUSTER_AGENT_TOKEN)")
  .option("--name <name>", "name of the agent; the host's name by default")
  .option("--region <region>", "where this machine stands")
  .option("--label <key=value>", "label, may be repeated", collect)
  .option("--capability <word>", "capability, may be repeated", collect)
  .option("--max-jobs <number>", "jobs at once, 1 by default")
  .option("--run", "go on with `run` in the foreground")
  .option("--allow-target <cidr>", "with --run: private range that may be scanned, may be repeated", collect)
  .action(
    command(async (flags) => {
      const { settings } = readSettings(flags);
      const joined = await join(settings, output);
      return flags.run === true && joined === exitCodes.ok ? await run(settings) : joined;
    }),
  );

program
  .command("run")
  .description("work in the foreground; SIGTERM finishes running jobs, a second one ends at once")
  .option("--url <url>", "address of the control plane, if it has moved since joining (MUSTER_AGENT_URL)")
  .option("--max-jobs <number>", "jobs at once on this host, at most what the control plane allows")
  .option("--allow-target <cidr>", "private range that may be scanned, may be repeated", collect)
  .option("--drain-timeout <seconds>", "how long running jobs may take after SIGTERM, 600 by default")
  .option("--log-format <format>", "json or text; text on a terminal by default")
  .action(command((flags) => run(readSettings(flags).settings)));

program
  .command("check")
  .description("say PASS or FAIL for everything that this machine needs; exit code 1 on any FAIL")
  .option("--allow-target <cidr>", "as for run", collect)
  .action(command((flags) => check(readSettings(flags).settings, output)));

program
  .command("status")
  .description("show this agent's identity and state")
  .action(command((flags) => status(readSettings(flags).settings, output)));

program
  .command("leave")
  .description("leave the fleet and remove the identity")
  .option("--force", "remove the identity even if the control plane cannot be told")
  .action(command((flags) => leave(readSettings(flags).settings, flags.force === true, output)));

program
  .command("config")
  .description("print the settings in force and where each comes from")
  .option("--allow-target <cidr>", "as for run", collect)
  .option("--max-jobs <number>", "as for run")
  .action(command((flags) => config(readSettings(flags), output)));

function command(act: (flags: Flags) => ExitCode | Promise<ExitCode>) {
  return async (_options: unknown, self: Command): Promise<void> => {
    try {
      process.exitCode = await act(self.optsWithGlobals());
    } catch (error) {
      process.exitCode = explain(error);
    }
  };
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommandError) {
    output.error(error.message);
    return error.exitCode;
  }
  output.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.failed;
}

program.exitOverride((end) => process.exit(end.exitCode === 0 ? exitCodes.ok : exitCodes.usage));
// A reader that went away must not end an agent in the middle of a job.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
await program.parseAsync();
// A keep-alive connection would hold the process open.
process.exit();
