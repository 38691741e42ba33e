/** Every setting of the agent: what it means, how it is read, what it is without being set. */
import { homedir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { AgentName, Word } from "@/lib/contracts/field";
import { parseCidr } from "@/lib/domain/target/target-address";

/** A list from repeated flags, from JSON, or from one comma-separated variable. */
const list = <T>(item: z.ZodType<T>) =>
  z.preprocess(
    (value) =>
      typeof value === "string"
        ? value
            .split(",")
            .map((part) => part.trim())
            .filter((part) => part !== "")
        : value,
    z.array(item),
  );

const labels = z.preprocess(
  (value) => {
    const items = typeof value === "string" ? value.split(",") : value;
    if (!Array.isArray(items)) return items;
    return Object.fromEntries(
      items
        .filter((item) => String(item).trim() !== "")
        .map((item) => {
          const [key = "", ...rest] = String(item).split("=");
          return [key.trim(), rest.length === 0 ? null : rest.join("=").trim()];
        }),
    );
  },
  z.record(Word, z.string("must be written as key=value").max(200)),
);

const ServerUrl = z
  .string()
  .regex(/^https?:\/\//i, "must start with https:// or http://")
  .refine((text) => URL.canParse(text), "must be a URL")
  .transform((text) => text.replace(/\/+$/, ""));

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const settingsSchema = {
  data_dir: z
    .string()
    .min(1)
    .transform((text) => path.resolve(text)),
  url: ServerUrl.nullable(),
  token: z.string().trim().min(1).max(200).nullable(),
  name: AgentName.nullable(),
  region: Word.nullable(),
  labels,
  capabilities: list(Word),
  max_jobs: wholeNumber(1, 1000).nullable(),
  allow_targets: list(
    z.string().refine((text) => parseCidr(text) !== null, "must be a CIDR such as 10.0.0.0/8"),
  ),
  drain_timeout: wholeNumber(0, 86_400),
  log_format: z.enum(["auto", "json", "text"]),
} satisfies Record<string, z.ZodType>;

export type SettingName = keyof typeof settingsSchema;
export type Settings = { [Name in SettingName]: z.output<(typeof settingsSchema)[Name]> };

export const secretSettings: ReadonlySet<SettingName> = new Set(["token"]);

export function defaultSettings(isRoot: boolean): { [Name in SettingName]: unknown } {
  return {
    data_dir: isRoot ? "/var/lib/muster-agent" : path.join(homedir(), ".muster-agent"),
    url: null,
    token: null,
    name: null,
    region: null,
    labels: {},
    capabilities: [],
    max_jobs: null,
    allow_targets: [],
    drain_timeout: 600,
    log_format: "auto",
  };
}
