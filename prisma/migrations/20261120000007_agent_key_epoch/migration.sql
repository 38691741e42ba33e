-- Servers keep agents' keys in memory and look at this number once a second: another one, and they forget them.
-- A row and not a sequence: it must change with the commit, not before it.
CREATE TABLE agent_key_epoch (
    id    smallint PRIMARY KEY DEFAULT 1,
    epoch bigint NOT NULL DEFAULT 0,
    CONSTRAINT agent_key_epoch_single_check CHECK (id = 1)
) WITH (fillfactor = 10);
INSERT INTO agent_key_epoch DEFAULT VALUES;

CREATE FUNCTION agents_bump_key_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE agent_key_epoch SET epoch = epoch + 1;
    RETURN NULL;
END
$$;

-- Whatever a kept key says of its agent. A new agent is in nobody's memory.
CREATE TRIGGER agents_key_changed
    AFTER UPDATE OF api_key_prefix, api_key_hash, previous_api_key_prefix, previous_api_key_hash, deleted_at, name,
                    tenant_id, is_platform_agent ON agents
    FOR EACH ROW
    WHEN ((OLD.api_key_prefix, OLD.api_key_hash, OLD.previous_api_key_prefix, OLD.previous_api_key_hash, OLD.deleted_at,
           OLD.name, OLD.tenant_id, OLD.is_platform_agent)
          IS DISTINCT FROM
          (NEW.api_key_prefix, NEW.api_key_hash, NEW.previous_api_key_prefix, NEW.previous_api_key_hash, NEW.deleted_at,
           NEW.name, NEW.tenant_id, NEW.is_platform_agent))
    EXECUTE FUNCTION agents_bump_key_epoch();
CREATE TRIGGER agents_key_gone AFTER DELETE ON agents
    FOR EACH STATEMENT EXECUTE FUNCTION agents_bump_key_epoch();
