import { Timestamp } from "./timestamp";

/** When a pause ends, as a sentence. It names an instant and counts nothing down: notices are read out when they change. */
export function PauseEndWords({ resumesAt }: { resumesAt: string | null }) {
  if (resumesAt === null) return <>Paused until it is resumed.</>;
  return (
    <>
      Resumes <Timestamp at={resumesAt} />.
    </>
  );
}
