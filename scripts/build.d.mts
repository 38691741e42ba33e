/** Builds server, pages and agent unless the last build was made from the same files. */
export function ensureBuild(options?: { force?: boolean }): Promise<void>;
