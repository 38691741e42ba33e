-- A BRIN range keeps the time of the oldest row that it ever held. Pages that became free and were filled again count as old
-- for ever, so that after one turn of such a table every look for its old rows read all of it.
DROP INDEX claim_requests_created_at_idx;
CREATE INDEX claim_requests_created_at_idx ON claim_requests (created_at);
DROP INDEX idempotency_keys_created_at_idx;
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
-- Its rows are numbered in the order of time.
DROP INDEX events_at_idx;
