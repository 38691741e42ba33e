import { RelativeTime } from "./relative-time";
import { Timestamp } from "./timestamp";

/** When a pause ends, as a sentence. */
export function PauseEndWords({ resumesAt }: { resumesAt: string | null }) {
  if (resumesAt === null) return <>Paused until it is resumed.</>;
  return (
    <>
      Resumes <RelativeTime at={resumesAt} />, <Timestamp at={resumesAt} />.
    </>
  );
}
