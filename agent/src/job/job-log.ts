/**
 * The log of one run on its way into the journal: secrets masked, length limited, ends counted and hashed.
 *
 * Promise: `end` gives the true end of each stream, over exactly the bytes that the journal holds or has given away; afterwards nothing is added.
 */
import { createHash, type Hash } from "node:crypto";
import type { StatusBody } from "@/lib/contracts/agent-protocol";
import { type AttemptRef, type JobJournal, type LogStream, logStreams } from "../journal/journal";
import { createLogCap } from "./cap-log";
import { createSecretMasker, type SecretMasker } from "./mask-secrets";

export interface JobLog {
  write(stream: LogStream, bytes: Uint8Array | string): void;
  end(): NonNullable<StatusBody["streams"]>;
}

interface StreamState {
  masker: SecretMasker;
  hash: Hash;
  bytes: number;
}

export function createJobLog(journal: JobJournal, ref: AttemptRef, onAppended: () => void): JobLog {
  const cap = createLogCap();
  const states = new Map<LogStream, StreamState>(
    logStreams.map((stream) => [
      stream,
      { masker: createSecretMasker(), hash: createHash("sha256"), bytes: 0 },
    ]),
  );
  let isEnded = false;

  const store = (stream: LogStream, state: StreamState, bytes: Buffer) => {
    if (bytes.length === 0) return;
    journal.appendLog(ref, stream, bytes, performance.now());
    state.hash.update(bytes);
    state.bytes += bytes.length;
    onAppended();
  };

  return {
    write(stream, bytes) {
      const state = states.get(stream);
      if (isEnded || state === undefined) return;
      store(
        stream,
        state,
        cap.push(stream, state.masker.push(typeof bytes === "string" ? Buffer.from(bytes) : bytes)),
      );
    },
    end() {
      const ends: NonNullable<StatusBody["streams"]> = {};
      if (isEnded) throw new Error("A log ends only once.");
      isEnded = true;
      for (const [stream, state] of states) {
        store(stream, state, cap.push(stream, state.masker.end()));
        store(stream, state, cap.end(stream));
        if (state.bytes > 0) ends[stream] = { bytes: state.bytes, sha256: state.hash.digest("hex") };
      }
      return ends;
    },
  };
}
