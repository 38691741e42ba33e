-- As agent_key_epoch, for tenants' and admins' API keys: servers keep them in memory for as long as this number stays.
CREATE TABLE api_key_epoch (
    id    smallint PRIMARY KEY DEFAULT 1,
    epoch bigint NOT NULL DEFAULT 0,
    CONSTRAINT api_key_epoch_single_check CHECK (id = 1)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
INSERT INTO api_key_epoch DEFAULT VALUES;

CREATE FUNCTION api_keys_bump_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE api_key_epoch SET epoch = epoch + 1;
    RETURN NULL;
END
$$;

-- Whatever a kept key says but when it was last used. A new key is in nobody's memory.
CREATE TRIGGER api_keys_changed
    AFTER UPDATE OF tenant_id, name, key_prefix, key_hash, scopes, expires_at, revoked_at ON api_keys
    FOR EACH ROW
    WHEN ((OLD.tenant_id, OLD.name, OLD.key_prefix, OLD.key_hash, OLD.scopes, OLD.expires_at, OLD.revoked_at)
          IS DISTINCT FROM
          (NEW.tenant_id, NEW.name, NEW.key_prefix, NEW.key_hash, NEW.scopes, NEW.expires_at, NEW.revoked_at))
    EXECUTE FUNCTION api_keys_bump_epoch();
CREATE TRIGGER api_keys_gone AFTER DELETE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION api_keys_bump_epoch();
-- Keys of a tenant that is suspended count no more; its slug is what a caller may name it by.
CREATE TRIGGER tenants_key_owner_changed
    AFTER UPDATE OF slug, status ON tenants
    FOR EACH ROW
    WHEN ((OLD.slug, OLD.status) IS DISTINCT FROM (NEW.slug, NEW.status))
    EXECUTE FUNCTION api_keys_bump_epoch();
