DROP TABLE queue_check_results;
DROP TABLE dead_letters;
-- To the code before, a job that agents died of has lost its last agent.
UPDATE jobs SET failure_reason = 'agent_lost' WHERE failure_reason = 'poisoned';
