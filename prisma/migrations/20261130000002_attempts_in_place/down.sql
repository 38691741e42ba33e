ALTER TABLE attempts RESET (fillfactor);
DROP INDEX audit_log_target_idx;
CREATE INDEX audit_log_target_idx ON audit_log (target_type, target_id, id DESC);
