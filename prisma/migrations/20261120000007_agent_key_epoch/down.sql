DROP TRIGGER agents_key_changed ON agents;
DROP TRIGGER agents_key_gone ON agents;
DROP FUNCTION agents_bump_key_epoch();
DROP TABLE agent_key_epoch;
