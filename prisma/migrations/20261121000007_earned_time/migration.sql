-- Where whoever comes into a lane starts: by work that is done, as charges are estimates until a job has ended.
ALTER TABLE lane_clocks ADD COLUMN earned_time double precision NOT NULL DEFAULT 0;
UPDATE lane_clocks SET earned_time = virtual_time;
