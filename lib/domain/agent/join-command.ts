/** How the agent program is started on a host. The one place that names it; every command shown is built here. */

/** Where this server offers the agent program, as a package that needs nothing else. */
export const AGENT_PACKAGE_PATH = "/downloads/muster-agent.tgz";

/**
 * The one line that enrols an agent and starts it in the foreground, run on its host; needs Node.js and npm there.
 * `origin` is this server as the host reaches it.
 */
export function joinCommand(origin: string, token: string, allowTargets: readonly string[]): string {
  return `npx --yes ${origin}${AGENT_PACKAGE_PATH} join --url ${origin} --token ${token} --run${allowFlags(allowTargets)}`;
}

/** Starts an agent that has joined. */
export function runCommand(origin: string, allowTargets: readonly string[]): string {
  return `npx --yes ${origin}${AGENT_PACKAGE_PATH} run${allowFlags(allowTargets)}`;
}

/** Private ranges that this server takes scans of, as the demo does of the machine itself: an agent refuses them unless told. */
function allowFlags(cidrs: readonly string[]): string {
  return cidrs.map((cidr) => ` --allow-target ${cidr}`).join("");
}

/** Lets the host itself say what is in the way: data folder, reachability, clock, disk, tools. */
export function checkCommand(origin: string): string {
  return `npx --yes ${origin}${AGENT_PACKAGE_PATH} check`;
}
