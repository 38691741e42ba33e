DROP TRIGGER api_keys_changed ON api_keys;
DROP TRIGGER api_keys_gone ON api_keys;
DROP TRIGGER tenants_key_owner_changed ON tenants;
DROP FUNCTION api_keys_bump_epoch();
DROP TABLE api_key_epoch;
