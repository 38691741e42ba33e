"use client";

import { failureWords } from "@/components/jobs/failure-words";
import { isLostAttempt } from "@/components/jobs/is-lost-attempt";
import { JobAgent } from "@/components/jobs/job-agent";
import { Duration } from "@/components/ui/duration";
import { StatusBadge } from "@/components/ui/status-badge";
import type { StatusTone } from "@/components/ui/status-shape";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { Timestamp } from "@/components/ui/timestamp";
import type { AttemptView } from "@/lib/contracts/job";
import type { FailureReason } from "@/lib/domain/job/job-status";

type Outcome = NonNullable<AttemptView["outcome"]>;

/** Given back by an agent that was told to stop: nobody's fault. */
const givenBack = { tone: "off" as const, words: "Agent stopped" };
const repaired = { tone: "off" as const, words: "Taken back by a repair" };
const outcomes: Record<Outcome, { tone: StatusTone; words: string }> = {
  succeeded: { tone: "ok", words: "Succeeded" },
  failed: { tone: "bad", words: "Failed" },
  cancelled: { tone: "off", words: "Cancelled" },
  timed_out: { tone: "bad", words: "Timed out" },
  lost: { tone: "bad", words: "Agent lost" },
};

/** Why, where an attempt ended without an error of its own. */
function whyWords({ outcome, reason }: AttemptView): string | null {
  if (outcome === "lost") return lostWords[reason ?? ""] ?? null;
  return failureWords[reason as FailureReason]?.what ?? null;
}

const lostWords: Record<string, string> = {
  agent_lost: "It stopped answering.",
  mass_silence: "It stopped answering, as most agents did.",
  agent_deleted: "It was deleted.",
};

function outcomeWords(attempt: AttemptView): { tone: StatusTone; words: string } {
  const { outcome, reason, started_at } = attempt;
  if (outcome === null) return { tone: "run", words: started_at ? "Running" : "Starting" };
  if (outcome !== "cancelled" && reason === "agent_stopped") return givenBack;
  if (outcome === "lost" && reason === "repaired") return repaired;
  return isLostAttempt(attempt) ? outcomes.lost : outcomes[outcome];
}

interface AttemptsTableProps {
  attempts: readonly AttemptView[];
  /** `datetime` where they may be days old and nothing beside them says so. */
  assigned?: "time" | "datetime";
}

/** Every time a job was given to an agent, a row each. */
export function AttemptsTable({ attempts, assigned = "time" }: AttemptsTableProps) {
  return (
    <Table label="Attempts">
      <TableHead>
        <Th>Attempt</Th>
        <Th>Agent</Th>
        <Th>Outcome</Th>
        <Th>Assigned</Th>
        <Th align="right">Exit code</Th>
        <Th align="right">Ran</Th>
      </TableHead>
      <TableBody>
        {attempts.map((attempt) => {
          const { tone, words } = outcomeWords(attempt);
          const why = attempt.error ?? whyWords(attempt);
          return (
            <TableRow key={attempt.attempt}>
              <Td className="font-medium">Attempt {attempt.attempt}</Td>
              <Td label="Agent">
                <JobAgent agent={attempt.agent} />
              </Td>
              <Td label="Outcome">
                <div className="min-w-0">
                  <StatusBadge tone={tone}>{words}</StatusBadge>
                  {why ? <p className="text-ink-3 text-sm">{why}</p> : null}
                </div>
              </Td>
              <Td label="Assigned">
                <Timestamp at={attempt.assigned_at} shape={assigned} />
              </Td>
              <Td label="Exit code" align="right">
                {attempt.exit_code ?? <span className="text-ink-3">–</span>}
              </Td>
              <Td label="Ran" align="right">
                {attempt.started_at ? (
                  <Duration from={attempt.started_at} to={attempt.finished_at} />
                ) : (
                  <span className="text-ink-3">–</span>
                )}
              </Td>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
