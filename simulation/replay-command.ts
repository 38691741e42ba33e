import { fairShare, type SharePolicy } from "./policies/share-policy";

/** What to type to see this story again. */
export function replayCommand(scenario: string, seed: number, policy: SharePolicy = fairShare): string {
  const choice = policy === fairShare ? "" : ` --policy ${policy.name}`;
  return `npm run simulate -- --scenario ${scenario} --seed ${seed}${choice}`;
}
