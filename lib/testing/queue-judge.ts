import type { Db } from "@/lib/db/transaction";

/**
 * Lets a test's database judge every commit, where a test that looks now and then sees only what lasts: nobody gets a job
 * beyond what agent, plan and tier allow at that instant, no submit is let in beyond the quota of what can still run, and no
 * job is removed before its time.
 *
 * A verdict is a row and not an error, because an error can be caught by whom it was not meant for, and whoever has hung
 * up is told of none. One commit is judged at a time, as of two at once neither would see the other.
 *
 * What is exact and what is not: rounds, changes of plan, pauses and moves of agents exclude each other, so leases are
 * judged by the limits of the commit. Submits are exact among themselves. A lost job comes back to the queue whatever the
 * quota, and a plan may be changed, while a submit that was counted before is on its way: `beginJudgedSteps` says when
 * nothing is under way, and what has happened since then is not held against a submit. An agent's number of slots counts
 * from the next claim: change it while nothing is under way.
 */
export async function installQueueJudge(db: Db): Promise<void> {
  await db.query(`
    CREATE TABLE judge_verdicts (fault text NOT NULL);
    CREATE TABLE judge_removed_jobs (job_id uuid PRIMARY KEY);
    CREATE TABLE judge_known_quotas (tenant_id uuid PRIMARY KEY, max_queued_jobs integer NOT NULL);
    CREATE TABLE judge_known_items (job_id uuid PRIMARY KEY, attempt integer NOT NULL);

    CREATE FUNCTION judge(is_fault boolean, fault text) RETURNS void LANGUAGE sql AS $$
      INSERT INTO judge_verdicts SELECT fault WHERE is_fault $$;

    CREATE FUNCTION judge_alone() RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(1786078311) $$;

    CREATE FUNCTION judge_lease() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      agent agents;
      plan tenant_platform_limits;
      held integer;
    BEGIN
      PERFORM judge_alone();
      SELECT * INTO agent FROM agents WHERE id = NEW.agent_id;
      SELECT count(*) INTO held FROM job_leases WHERE agent_id = NEW.agent_id;
      PERFORM judge(held > agent.max_concurrent_jobs,
                    format('agent %s holds %s jobs of %s', agent.id, held, agent.max_concurrent_jobs));
      PERFORM judge(agent.status <> 'active' OR agent.deleted_at IS NOT NULL,
                    format('job %s was given to agent %s, which is %s, deleted %s', NEW.job_id, agent.id, agent.status,
                           COALESCE(agent.deleted_at::text, 'never')));
      PERFORM judge(EXISTS (SELECT FROM tenants WHERE id = NEW.tenant_id AND status <> 'active'),
                    format('job %s of suspended tenant %s was given out', NEW.job_id, NEW.tenant_id));
      IF NOT NEW.is_platform_agent THEN RETURN NULL; END IF;
      SELECT * INTO plan FROM tenant_platform_limits WHERE tenant_id = NEW.tenant_id;
      SELECT count(*) INTO held FROM job_leases WHERE tenant_id = NEW.tenant_id AND is_platform_agent;
      PERFORM judge(held > COALESCE(plan.max_concurrent_jobs, 0),
                    format('tenant %s runs %s jobs of %s', NEW.tenant_id, held, COALESCE(plan.max_concurrent_jobs, 0)));
      PERFORM judge((SELECT priority FROM platform_agent_tiers WHERE slug = NEW.tier) > plan.max_tier_priority,
                    format('job %s runs on tier %s and may run on %s', NEW.job_id, NEW.tier, plan.max_tier));
      PERFORM judge(EXISTS (SELECT FROM live_tier_pauses WHERE tier = NEW.tier),
                    format('job %s was given to an agent of tier %s, which is paused', NEW.job_id, NEW.tier));
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER judge_lease AFTER INSERT ON job_leases DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION judge_lease();

    CREATE FUNCTION judge_submit() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      quota integer;
      waiting integer;
    BEGIN
      IF EXISTS (SELECT FROM attempts WHERE job_id = NEW.job_id) THEN RETURN NULL; END IF;
      PERFORM judge_alone();
      SELECT COALESCE(max(max_queued_jobs), 0) INTO quota
        FROM (SELECT max_queued_jobs FROM tenant_platform_limits WHERE tenant_id = NEW.tenant_id
              UNION ALL
              SELECT max_queued_jobs FROM judge_known_quotas WHERE tenant_id = NEW.tenant_id) q;
      SELECT count(*) INTO waiting
        FROM queue_items i JOIN jobs j ON j.id = i.job_id
       WHERE i.tenant_id = NEW.tenant_id AND i.expires_at > clock_timestamp()
         AND (NOT EXISTS (SELECT FROM attempts a WHERE a.job_id = i.job_id)
              OR EXISTS (SELECT FROM judge_known_items k WHERE k.job_id = i.job_id AND k.attempt = j.attempt));
      PERFORM judge(waiting > quota,
                    format('job %s was let in: tenant %s queues %s of %s', NEW.job_id, NEW.tenant_id, waiting, quota));
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER judge_submit AFTER INSERT ON queue_items DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION judge_submit();

    CREATE FUNCTION judge_removal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO judge_removed_jobs VALUES (OLD.id);
      PERFORM judge(OLD.finished_at IS NULL, format('job %s was removed while it was %s', OLD.id, OLD.status));
      PERFORM judge(NOT EXISTS (SELECT FROM tenant_history_limits h WHERE h.tenant_id = OLD.tenant_id
                                   AND OLD.finished_at < now() - make_interval(days => h.history_days)),
                    format('job %s ended at %s and was removed at %s', OLD.id, OLD.finished_at, now()));
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER judge_removal AFTER DELETE ON jobs DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION judge_removal();`);
}

/** Nothing is under way now: what waits and what is allowed counts for every submit from here on. Answers the verdicts so far. */
export async function beginJudgedSteps(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ fault: string }>(
    `WITH no_quotas AS (DELETE FROM judge_known_quotas), no_items AS (DELETE FROM judge_known_items)
     SELECT fault FROM judge_verdicts`,
  );
  await db.query(
    `WITH quotas AS (
       INSERT INTO judge_known_quotas SELECT tenant_id, max_queued_jobs FROM tenant_platform_limits
     )
     INSERT INTO judge_known_items
     SELECT j.id, j.attempt FROM jobs j JOIN queue_items i ON i.job_id = j.id`,
  );
  return rows.map(({ fault }) => fault);
}

/** Whatever was deleted, by whomever; too early or not is in the verdicts. */
export async function listRemovedJobs(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>("SELECT job_id AS id FROM judge_removed_jobs");
  return rows.map(({ id }) => id);
}
