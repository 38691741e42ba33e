/** The largest archive that is accepted, in bytes. */
export const ARCHIVE_BYTES_MAX = 32 * 1024 * 1024;
