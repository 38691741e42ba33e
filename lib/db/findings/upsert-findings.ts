import { newId } from "@/lib/db/new-id";
import type { Db } from "@/lib/db/transaction";
import type { Confidence, Severity } from "@/lib/domain/finding/severity";

export interface SeenFinding {
  fingerprint: string;
  ruleId: string;
  location: string;
  title: string;
  description: string;
  severity: Severity;
  confidence: Confidence;
  cwe: string[];
  cve: string[];
  evidence: string;
  remediation: string | null;
  references: string[];
}

export interface Sighting {
  tenantId: string;
  jobId: string;
  attempt: number;
  target: string;
  toolFamily: string;
}

/**
 * Records what a run saw. A known finding is refreshed: one seen by an earlier run becomes open, a fixed one reopened,
 * a dismissed one stays dismissed. Rows are touched in fingerprint order, so two reports cannot deadlock.
 * Answers the number of distinct findings of the job now.
 */
export async function upsertFindings(
  tx: Db,
  sighting: Sighting,
  findings: readonly SeenFinding[],
): Promise<number> {
  const rows = [...findings]
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    .map((f) => ({ ...f, id: newId() }));
  const { tenantId, jobId, attempt, target, toolFamily } = sighting;
  await tx.query({
    name: "upsert-findings",
    text: `WITH seen AS (
             INSERT INTO findings AS f (id, tenant_id, fingerprint, target, tool_family, rule_id, location, title, description,
                                   severity, confidence, cwe, cve, evidence, remediation, reference_urls, first_job_id, last_job_id)
             SELECT r.id, $1, r.fingerprint, $4, $5, r."ruleId", r.location, r.title, r.description, r.severity, r.confidence,
                    r.cwe, r.cve, r.evidence, r.remediation, r."references", $2, $2
               FROM jsonb_to_recordset($6::jsonb) AS r(
                 id uuid, fingerprint text, "ruleId" text, location text, title text, description text, severity text,
                 confidence text, cwe text[], cve text[], evidence text, remediation text, "references" text[])
              ORDER BY r.fingerprint
             ON CONFLICT (tenant_id, fingerprint) DO UPDATE
                SET title = EXCLUDED.title, description = EXCLUDED.description, severity = EXCLUDED.severity,
                    confidence = EXCLUDED.confidence, cwe = EXCLUDED.cwe, cve = EXCLUDED.cve, evidence = EXCLUDED.evidence,
                    remediation = EXCLUDED.remediation, reference_urls = EXCLUDED.reference_urls,
                    last_job_id = EXCLUDED.last_job_id, last_seen_at = now(),
                    state = CASE WHEN f.state = 'fixed' THEN 'reopened'
                                 WHEN f.state = 'new' AND f.first_job_id <> EXCLUDED.last_job_id THEN 'open'
                                 ELSE f.state END
          RETURNING f.id, f.first_job_id
           )
           INSERT INTO job_findings (job_id, finding_id, tenant_id, attempt, is_new)
           SELECT $2, id, $1, $3, first_job_id = $2 FROM seen
           ON CONFLICT (job_id, finding_id) DO UPDATE SET attempt = EXCLUDED.attempt`,
    values: [tenantId, jobId, attempt, target, toolFamily, JSON.stringify(rows)],
  });
  // Counted once the job is held: a count that waited for another report would not have what that one brought.
  await tx.query({
    name: "lock-counted-job",
    text: "SELECT FROM jobs WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
    values: [tenantId, jobId],
  });
  const { rows: counted } = await tx.query<{ findingsCount: number }>({
    name: "count-job-findings",
    text: `UPDATE jobs SET findings_count = (SELECT count(*) FROM job_findings WHERE job_id = $2)
            WHERE tenant_id = $1 AND id = $2 RETURNING findings_count AS "findingsCount"`,
    values: [tenantId, jobId],
  });
  return counted[0]?.findingsCount ?? 0;
}
