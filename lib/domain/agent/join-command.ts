/** How the agent program is started on a host. The one place that names it; every command shown is built here. */
const AGENT_PROGRAM = "npx muster-agent";

/** The one line that enrols an agent, run on its host. `origin` is this server as the host reaches it. */
export function joinCommand(origin: string, token: string): string {
  return `${AGENT_PROGRAM} join --url ${origin} --token ${token}`;
}

/** Starts an agent that has joined. */
export function runCommand(): string {
  return `${AGENT_PROGRAM} run`;
}

/** Lets the host itself say what is in the way: data folder, reachability, clock, disk, tools. */
export function checkCommand(): string {
  return `${AGENT_PROGRAM} check`;
}
