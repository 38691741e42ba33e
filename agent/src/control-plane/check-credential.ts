/**
 * After a 401: asks once more, on the plainest path, before the agent believes that its key is dead.
 *
 * Promise: checks that are asked for at the same time are one call; a link failure proves nothing (`unknown`).
 */
import type { ControlPlane } from "./client";
import { judgeFailure } from "./control-plane-error";

export type CredentialVerdict = "good" | "refused" | "unknown";

export function createCredentialCheck(
  controlPlane: Pick<ControlPlane, "self">,
  onRefused: () => void,
): () => Promise<CredentialVerdict> {
  let current: Promise<CredentialVerdict> | null = null;
  const check = async (): Promise<CredentialVerdict> => {
    try {
      await controlPlane.self();
      return "good";
    } catch (error) {
      if (judgeFailure(error) !== "unauthenticated") return "unknown";
      onRefused();
      return "refused";
    } finally {
      current = null;
    }
  };
  return () => {
    current ??= check();
    return current;
  };
}
