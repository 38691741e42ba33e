import { AGING_PER_MINUTE, EPOCH_SECONDS } from "@/lib/domain/queue/fair-share";

/**
 * `orderKey(pass, priorityBase, queuedAtSeconds)` of lib/domain/queue/fair-share.ts as SQL over columns `pass`,
 * `priority_base` and `queued_at`, for the index that holds the fair order. A test compares the two.
 */
export const ORDER_KEY_SQL = `(pass + ${AGING_PER_MINUTE}::float8
  * (extract(epoch FROM queued_at - to_timestamp(${EPOCH_SECONDS}))::float8 / 60 - priority_base))`;
