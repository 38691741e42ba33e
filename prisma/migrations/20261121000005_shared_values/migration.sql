-- Figures that several processes read within a second of each other, kept so that one of them counts for all. Unlogged:
-- after a crash it is empty, and whoever asks first counts again.
CREATE UNLOGGED TABLE shared_values (
    name      text PRIMARY KEY,
    value     jsonb NOT NULL,
    -- When its counting began.
    loaded_at timestamptz NOT NULL,
    CONSTRAINT shared_values_name_check CHECK (length(name) BETWEEN 1 AND 100)
) WITH (fillfactor = 50);
