/** After so many days a session ends whatever happens; after so many hours without a request it ends too. */
export const SESSION_MAX_DAYS = 7;
export const SESSION_IDLE_HOURS = 12;
