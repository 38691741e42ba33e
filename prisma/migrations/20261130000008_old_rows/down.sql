DROP INDEX idempotency_keys_created_at_idx;
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys USING brin (created_at);
DROP INDEX claim_requests_created_at_idx;
CREATE INDEX claim_requests_created_at_idx ON claim_requests USING brin (created_at);
CREATE INDEX events_at_idx ON events USING brin (at);
