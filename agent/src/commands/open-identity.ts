import type { Settings } from "../config/settings";
import { type ControlPlane, createControlPlane } from "../control-plane/client";
import { CommandError, exitCodes } from "../exit-code";
import {
  createFileIdentity,
  DamagedFileError,
  type Identity,
  type IdentityStore,
} from "../journal/file-identity";
import { agentVersion } from "../version";

/** The identity on disk; a damaged or unreadable file ends the command with its reason. */
export function loadIdentity(store: IdentityStore): Identity | null {
  try {
    return store.load();
  } catch (error) {
    const message =
      error instanceof DamagedFileError
        ? error.message
        : `The identity cannot be read: ${(error as Error).message}`;
    throw new CommandError(message, exitCodes.failed);
  }
}

export interface OpenIdentity {
  store: IdentityStore;
  identity: Identity;
  controlPlane: ControlPlane;
}

/** What every command but `join` starts from. */
export function openIdentity(settings: Settings): OpenIdentity {
  const store = createFileIdentity(settings.data_dir);
  const identity = loadIdentity(store);
  if (identity === null)
    throw new CommandError(
      `This agent has not joined yet (no identity in ${settings.data_dir}). Run: muster-agent join --url URL --token TOKEN`,
      exitCodes.wrongState,
    );
  return {
    store,
    identity, // The control plane may have moved since: a URL that is set wins over the one of the day of joining.
    controlPlane: controlPlaneOf({ ...identity, url: settings.url ?? identity.url }),
  };
}

export function controlPlaneOf({
  url,
  api_key,
  fleet,
}: Pick<Identity, "url" | "fleet"> & { api_key: string | null }): ControlPlane {
  return createControlPlane({ url, apiKey: api_key, fleet, userAgent: `muster-agent/${agentVersion}` });
}

/** Where an agent stands, for people: a tenant's own agent is in no tier. */
export function standingOf({ fleet, tier }: Pick<Identity, "fleet" | "tier">): string {
  return fleet === "tenant" ? "a tenant's own agent" : `tier ${tier}`;
}
