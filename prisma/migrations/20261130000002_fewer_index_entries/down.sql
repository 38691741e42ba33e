ALTER TABLE attempts RESET (fillfactor);
DROP INDEX audit_log_target_idx;
CREATE INDEX audit_log_target_idx ON audit_log (target_type, target_id, id DESC);
DROP INDEX audit_log_action_idx;
CREATE INDEX audit_log_action_idx ON audit_log (action, id DESC);
CREATE INDEX events_subject_idx ON events (subject_id, id);
