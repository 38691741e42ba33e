import type { Measurement } from "../figure";
import { median } from "../harness/statistics";
import type { PeerRates } from "./measure-peers";
import { PEER_SETTINGS, type PeerName } from "./peer-names";
import type { PeerTask } from "./peer-process";

/**
 * The one that our rate must reach, as it comes: a job is fetched when a worker is free for it, as our agents claim. Fetching
 * hundreds ahead of any worker is faster by far and gives up order, fairness and limits; its rate is told beside ours.
 */
const RIVAL: PeerName = "graphile-worker";

/** Our rate against the rival's, which is its target, then the same rate beside each of the others, for orientation. */
export function besidePeers(
  ours: { name: string; how: string; rounds: readonly number[] },
  peers: readonly PeerRates[],
  task: PeerTask,
): Measurement[] {
  const value = median(ours.rounds);
  const rates = peers.flatMap(({ name, [task]: rounds }) =>
    rounds ? [{ name, value: median(rounds), rounds }] : [],
  );
  const rival = rates.find(({ name }) => name === RIVAL);
  if (!rival) throw new Error(`${RIVAL} was not measured, so ${ours.name} has no target.`);
  const figure = { ...ours, unit: "jobs/s", value };
  return [
    { ...figure, target: { atLeast: rival.value }, peer: rival },
    ...rates
      .filter((peer) => peer !== rival)
      .map((peer) => ({
        ...figure,
        name: `${ours.name}-beside-${peer.name}`,
        how: `The same rate beside ${peer.name}: ${PEER_SETTINGS[peer.name]}.`,
        target: null,
        peer,
      })),
  ];
}
