import type { Db } from "@/lib/db/transaction";
import { type Confidence, type FindingState, SEVERITIES, type Severity } from "@/lib/domain/finding/severity";

export interface JobFindingRow {
  id: string;
  fingerprint: string;
  target: string;
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
  state: FindingState;
  isNew: boolean;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** Place of the severity, 1 = worst. */
  rank: number;
}

export interface JobFindingFilter {
  severity?: Severity | undefined;
  /** The last row of the page before. */
  after: { rank: number; id: string } | null;
  limit: number;
}

/** What a job found, worst first, then in order of first discovery. */
export async function listJobFindings(
  db: Db,
  tenantId: string,
  jobId: string,
  filter: JobFindingFilter,
): Promise<JobFindingRow[]> {
  const { rows } = await db.query<JobFindingRow>({
    name: "list-job-findings",
    text: `SELECT * FROM (
             SELECT f.id, f.fingerprint, f.target, f.rule_id AS "ruleId", f.location, f.title, f.description, f.severity,
                    f.confidence, f.cwe, f.cve, f.evidence, f.remediation, f.reference_urls AS "references", f.state,
                    s.is_new AS "isNew", f.first_seen_at AS "firstSeenAt", f.last_seen_at AS "lastSeenAt",
                    array_position($6::text[], f.severity) AS rank
               FROM job_findings s JOIN findings f ON f.tenant_id = s.tenant_id AND f.id = s.finding_id
              WHERE s.tenant_id = $1 AND s.job_id = $2 AND ($3::text IS NULL OR f.severity = $3)) found
            WHERE $4::int IS NULL OR (rank, id) > ($4, $5::uuid)
            ORDER BY rank, id LIMIT $7`,
    values: [
      tenantId,
      jobId,
      filter.severity ?? null,
      filter.after?.rank ?? null,
      filter.after?.id ?? null,
      SEVERITIES,
      filter.limit,
    ],
  });
  return rows;
}
