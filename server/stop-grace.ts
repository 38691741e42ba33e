/** While stopping: so long a request that is under way may take to its end. */
export const STOP_GRACE_MS = 8_000;
