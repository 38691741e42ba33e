import type pg from "pg";
import type { Caller, World } from "./abuse-world";
import type { Json } from "./json";

/** A place of a call that holds an id or a secret link, with one that is not this caller's. */
export interface ForeignCase {
  /** `/path/id`, `/query/<name>`, or a pointer into the body. */
  slot: string;
  value: string;
  /** What the foreign and an unknown value both get; 404 unless told otherwise. */
  status?: number;
  /** Who asks, when it is not the sample's caller. */
  caller?: Caller;
}

/** A call that succeeds, naming every field there is. Everything in it is made for this call alone. */
export interface Sample {
  caller: Caller;
  id?: string;
  query?: Record<string, string>;
  body?: Json;
  /** In place of a body, for a contract whose body is bytes. */
  bytes?: Uint8Array<ArrayBuffer>;
  foreign?: readonly ForeignCase[];
  /** Who is not let in, where the contract's access does not say it: 401. */
  strangers?: readonly Caller[];
}

export type MakeSample = (db: pg.Pool, world: World) => Promise<Sample>;
