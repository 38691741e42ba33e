import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { isUuid } from "./is-uuid";
import { SYSTEM_TENANT_ID } from "./tenant-id";

it.each([randomUUID(), "01a1fad8-379b-7108-b2db-21ce1502c255", SYSTEM_TENANT_ID])("%s is an id", (text) => {
  expect(isUuid(text)).toBe(true);
});

it.each([
  "",
  "01A1FAD8-379B-7108-B2DB-21CE1502C255",
  "01a1fad8379b7108b2db21ce1502c255",
  "{01a1fad8-379b-7108-b2db-21ce1502c255}",
  " 01a1fad8-379b-7108-b2db-21ce1502c255",
  "01a1fad8-379b-7108-b2db-21ce1502c255\n",
  "01a1fad8-379b-7108-b2db-21ce1502c25g",
])("%j is none", (text) => {
  expect(isUuid(text)).toBe(false);
});
