-- While a transaction stays open vacuum removes nothing, and a look from the very beginning passes every version since. So
-- where rows come at one end and go at the other, a look begins where the last one found the first.

-- Leases in the order in which they are given. Numbers are drawn under the dispatch lock, so none comes in below another.
ALTER TABLE job_leases ADD COLUMN lease_no bigint GENERATED ALWAYS AS IDENTITY;
DROP INDEX job_leases_agent_idx;
CREATE INDEX job_leases_agent_idx ON job_leases (agent_id, lease_no);
-- What waiting agents are to be told, without all that they hold.
CREATE INDEX job_leases_orders_idx ON job_leases (agent_id) WHERE cancel_requested_at IS NOT NULL AND cancel_delivered_at IS NULL;

-- Nobody who is in the lane's order and has room stands before this.
ALTER TABLE lane_clocks ADD COLUMN order_floor double precision NOT NULL DEFAULT '-Infinity'
    CONSTRAINT lane_clocks_order_floor_check CHECK (order_floor < 'Infinity');
