import manifest from "../package.json" with { type: "json" };

/** Version of the agent program, its own and not the control plane's. */
export const agentVersion: string = manifest.version;
