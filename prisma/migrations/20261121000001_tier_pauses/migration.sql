-- Tiers whose agents get no new work. A pause counts until `resumes_at` by the clock of this database, whenever its row is
-- removed: ask live_tier_pauses. No `resumes_at`: until somebody ends it.
CREATE TABLE tier_pauses (
    tier       text PRIMARY KEY,
    note       text NOT NULL,
    paused_at  timestamptz NOT NULL,
    paused_by  text NOT NULL,
    resumes_at timestamptz,
    CONSTRAINT tier_pauses_tier_fkey FOREIGN KEY (tier) REFERENCES platform_agent_tiers (slug),
    CONSTRAINT tier_pauses_note_check CHECK (char_length(note) BETWEEN 1 AND 500),
    CONSTRAINT tier_pauses_resumes_check CHECK (resumes_at > paused_at)
);

CREATE VIEW live_tier_pauses AS
SELECT p.tier, t.priority AS tier_priority, p.note, p.paused_at, p.paused_by, p.resumes_at
  FROM tier_pauses p JOIN platform_agent_tiers t ON t.slug = p.tier
 WHERE p.resumes_at IS NULL OR p.resumes_at > clock_timestamp();
