ALTER TABLE lane_clocks DROP COLUMN earned_time;
