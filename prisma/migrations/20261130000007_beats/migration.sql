-- When the agent itself was last heard. `last_seen_at` is kept fresh by a poll that looks open, too, and a connection that
-- hangs looks as open as a good one: by that the brake on rescue cannot tell an outage.
ALTER TABLE agent_heartbeats ADD COLUMN beat_at timestamptz;
-- Until it beats anew, by what is known of it: without, nobody would count as silent after an outage that the upgrade ended in.
UPDATE agent_heartbeats SET beat_at = last_seen_at WHERE NOT reported_offline;
