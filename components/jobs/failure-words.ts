import type { FailureReason } from "@/lib/domain/job/job-status";

interface FailureWords {
  /** After "Failed," in a list. */
  short: string;
  /** What happened, as a sentence. */
  what: string;
  /** What to do about it. */
  next: string;
}

export const failureWords: Record<FailureReason, FailureWords> = {
  tool_failed: {
    short: "tool failed",
    what: "The scanner ended with an error.",
    next: "The end of the log usually says why.",
  },
  tool_missing: {
    short: "tool missing",
    what: "The agent no longer had this scanner.",
    next: "Run the scan again; it goes only to agents that report the scanner.",
  },
  invalid_options: {
    short: "invalid options",
    what: "The scanner did not accept the options.",
    next: "Submit the scan again with other options.",
  },
  target_refused: {
    short: "target refused",
    what: "The agent may not scan this target.",
    next: "Loopback, private and link-local addresses are refused unless the agent's operator allows them.",
  },
  target_unreachable: {
    short: "target unreachable",
    what: "The target did not answer.",
    next: "Check the address and that the target accepts connections from outside.",
  },
  agent_error: {
    short: "agent error",
    what: "The agent could not carry out the scan.",
    next: "Run the scan again. If it fails again, pass the scan's number to your provider.",
  },
  agent_lost: {
    short: "agent lost",
    what: "The agent stopped answering, and no attempt is left.",
    next: "Run the scan again; it starts with fresh attempts.",
  },
  poisoned: {
    short: "agents lost",
    what: "One agent after the other stopped answering while it ran this scan.",
    next: "It is not tried again by itself, and your provider has been told. Check the target, or run the scan with a quicker profile or fewer options.",
  },
  run_timeout: {
    short: "timed out",
    what: "The scan ran longer than its time limit.",
    next: "Run it with a longer time limit or a quicker profile.",
  },
  queue_timeout: {
    short: "waited too long",
    what: "No agent took the scan within the queue's time limit.",
    next: "Run it again when there are free slots.",
  },
};
