import { QUEUE_TOPICS } from "@/lib/live/queue-topics";
import type { LogTopic, Topic } from "@/lib/live/wake-hub";

/** What one process tells the others. */
export type PeerMessage =
  | { from: string; verb: "wake"; topics: Topic[] }
  | { from: string; verb: "watch"; topics: LogTopic[] };

/** Postgres takes 7,999 bytes in a notification; the longest topic has 40. */
export const MESSAGE_TOPICS_MAX = 150;

const TOPICS: ReadonlySet<string> = new Set([...QUEUE_TOPICS, "events", "keys"]);
const LOG = /^log:[0-9a-f-]{36}$/;

export function formatPeerMessage({ from, verb, topics }: PeerMessage): string {
  return [from, verb, ...topics].join(" ");
}

/** Null for what is none. Topics that this version does not know are left out: the sender may be a newer one. */
export function parsePeerMessage(text: string): PeerMessage | null {
  const [from, verb, ...topics] = text.split(" ");
  if (!from) return null;
  if (verb === "wake") return { from, verb, topics: topics.filter(isTopic) };
  return verb === "watch" ? { from, verb, topics: topics.filter(isLogTopic) } : null;
}

function isTopic(text: string): text is Topic {
  return TOPICS.has(text) || isLogTopic(text);
}

function isLogTopic(text: string): text is LogTopic {
  return LOG.test(text);
}
