DROP VIEW live_tier_pauses;
DROP TABLE tier_pauses;
