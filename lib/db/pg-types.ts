import pg from "pg";

/** bigint columns hold byte counts and event ids, all far below 2^53: read them as numbers. Import for its effect. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
