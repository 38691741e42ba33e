-- When the agent itself was last heard. `last_seen_at` is kept fresh by a poll that looks open, too, and a connection that
-- hangs looks as open as a good one: by that the brake on rescue cannot tell an outage.
ALTER TABLE agent_heartbeats ADD COLUMN beat_at timestamptz;
