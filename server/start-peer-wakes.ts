import { randomUUID } from "node:crypto";
import { env, requireSecret } from "@/lib/config/env";
import { openNotificationLine } from "@/lib/db/notifications/notification-line";
import { PeerWakes } from "@/lib/live/peer-wakes";
import { noteWatchedElsewhere, tellPeers, wakeAllHere, wakeHere, watchedHere } from "@/lib/live/wake-hub";
import type { Log } from "@/lib/log";

const CHANNEL = "muster";

/** Joins this process to the others that share the database, on this machine or elsewhere. Without it they look every second. */
export function startPeerWakes(log: Log): { stop(): Promise<void> } {
  const url = env().DATABASE_LISTEN_URL ?? requireSecret("DATABASE_URL");
  if (url === "off") return { stop: async () => {} };
  const peers = new PeerWakes({
    id: randomUUID(),
    send: (texts) => line.send(texts),
    here: { wakeHere, watchedHere, noteWatchedElsewhere },
    log,
  });
  const line = openNotificationLine({
    connectionString: url,
    channel: CHANNEL,
    onText: (text) => peers.receive(text),
    onOpen: () => {
      wakeAllHere();
      peers.announce();
    },
    onBreak: (error) =>
      log.warn(
        { error: error.message },
        "no word from other server processes for now: each looks for itself every second. " +
          "If this stays, see DATABASE_LISTEN_URL",
      ),
  });
  tellPeers({ woken: (topic) => peers.noteWake(topic), watched: (topic) => peers.noteWatch(topic) });
  return {
    stop: async () => {
      tellPeers(null);
      peers.stop();
      await line.stop();
    },
  };
}
