ALTER TABLE agent_heartbeats DROP COLUMN beat_at;
