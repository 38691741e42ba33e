-- Each job leaves about four events and three audit entries, and each index on them is written for every one.

-- Nothing looks events up by their subject.
DROP INDEX events_subject_idx;
-- The three actions of every job are found fast by walking back in time; the index is for the rare ones.
DROP INDEX audit_log_action_idx;
CREATE INDEX audit_log_action_idx ON audit_log (action, id DESC)
    WHERE action NOT IN ('job.submitted', 'job.assigned', 'job.succeeded');
-- Asked for is a target's id alone.
DROP INDEX audit_log_target_idx;
CREATE INDEX audit_log_target_idx ON audit_log (target_id, id DESC);

-- Room on the page for the end of the attempt, which then touches no index.
ALTER TABLE attempts SET (fillfactor = 75);
