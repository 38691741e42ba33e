import { enterLane } from "@/lib/domain/queue/fair-share";
import { fairShare, type SharePolicy } from "./share-policy";

/** Half of what was used is forgotten after this time. */
const HALF_LIFE_SECONDS = 600;

const nothing = { seconds: 0, pass: 0 };

/** Every job costs the same, however long it runs: what most queues do. */
const countJobs: SharePolicy = {
  ...fairShare,
  name: "count-jobs",
  estimate: () => 1,
  overtime: () => 0,
  trueUp: () => nothing,
};

/** What a job is estimated at is what it costs: stride scheduling as it is usually written. */
const noTrueUp: SharePolicy = {
  ...fairShare,
  name: "no-true-up",
  overtime: () => 0,
  trueUp: () => nothing,
};

/**
 * Usage by weight, half of it forgotten every ten minutes, the lowest first; who comes has used nothing. Newer charges
 * count for more in place of older ones for less, which is the same order.
 */
const decayedUsage: SharePolicy = {
  ...fairShare,
  name: "decayed-usage",
  enter: (pass) => pass,
  credit: (pass) => pass,
  scale: (now) => 2 ** (now / HALF_LIFE_SECONDS),
};

/** Who comes starts where the charges have brought its lane, also where they turn out too high. */
const chargedTime: SharePolicy = {
  ...fairShare,
  name: "charged-time",
  enter: (pass, { virtualTime }) => enterLane(pass, { virtualTime, earnedTime: virtualTime }),
};

/** Plan and age alone decide; what a tenant has had does not. */
const effectivePriority: SharePolicy = {
  ...fairShare,
  name: "effective-priority",
  enter: () => 0,
  credit: () => 0,
  scale: () => 0,
};

export const allPolicies: readonly SharePolicy[] = [
  fairShare,
  countJobs,
  noTrueUp,
  decayedUsage,
  chargedTime,
  effectivePriority,
];
