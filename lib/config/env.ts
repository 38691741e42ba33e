import * as z from "zod";
import { type Cidr, parseCidr } from "@/lib/domain/target/target-address";

/**
 * The only reader of process.env in the product. Everything is parsed once; a bad environment is refused
 * with every wrong variable named at once, never with the first only, and never with a value in the text.
 */
const flag = (fallback: boolean) =>
  z
    .enum(["true", "false", "1", "0"], "must be true, false, 1 or 0")
    .transform((value) => value === "true" || value === "1")
    .default(fallback);

function toCidrs(text: string, ctx: z.RefinementCtx): Cidr[] {
  const parts = text.split(",").map((part) => part.trim());
  return parts.filter(Boolean).flatMap((part) => {
    const cidr = parseCidr(part);
    if (cidr) return [cidr];
    ctx.addIssue({ code: "custom", message: "must be CIDRs such as 10.0.0.0/8, separated by commas" });
    return [];
  });
}

const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(message).int(message).min(min, message).max(max, message);
};

const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, `must be one of ${words.join(", ")}`);

const url = z.url({ protocol: /^https?$/, error: "must be a whole URL such as https://muster.example.com" });
const secret = z.string().min(32, "must have at least 32 characters");

/** Whether pg can read it. A host may be left out, for a socket that is named behind. */
const isPostgresUrl = (text: string) =>
  /^postgres(ql)?:\/\//.test(text) && URL.canParse(text.replace("@/", "@socket/"));

export const Env = z.object({
  NODE_ENV: oneOf(["development", "test", "production"]).default("production"),
  DATABASE_URL: z.string().refine(isPostgresUrl, "must be a whole postgres:// URL").optional(),
  /** Of all the pools of one process together (lib/db/split-connections.ts); there are WEB_CONCURRENCY of them. */
  DATABASE_POOL_MAX: wholeNumber(5, 200).default(20),
  /** Where processes listen for each other's news, past a pooler; `off`: each looks for itself every second. */
  DATABASE_LISTEN_URL: z
    .string()
    .refine((text) => text === "off" || isPostgresUrl(text), "must be a whole postgres:// URL or off")
    .optional(),
  /** Processes that serve, under one that starts them again. */
  WEB_CONCURRENCY: wholeNumber(1, 64).default(1),
  /** Takes the beats of idle agents off Postgres; nothing is lost with it. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// URL" }).optional(),
  /** Root of every derived secret: key hashes, job tokens, agent keys. Changing it invalidates all of them. */
  MUSTER_SECRET: secret.optional(),
  NEXTAUTH_SECRET: secret.optional(),
  NEXTAUTH_URL: url.optional(),
  CRON_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  MUSTER_DATA_DIR: z.string().min(1).default(".muster"),
  /** Proxies in front of the server whose X-Forwarded-For entry is believed, counted from the right. */
  TRUSTED_PROXIES: wholeNumber(0, 5).default(0),
  ENABLE_TIERED_AGENTS: flag(true),
  /** CIDRs that scans may reach although they are private; the demo sets 127.0.0.0/8. */
  ALLOWED_TARGET_CIDRS: z.string().default("").transform(toCidrs),
  GITHUB_ID: z.string().min(1).optional(),
  GITHUB_SECRET: z.string().min(1).optional(),
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).default("Single sign-on"),
  LOG_LEVEL: oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Env = z.infer<typeof Env>;

export class EnvError extends Error {
  constructor(lines: string[]) {
    super(
      `The environment has ${lines.length} bad variable${lines.length === 1 ? "" : "s"}:\n${lines.join("\n")}`,
    );
    this.name = "EnvError";
  }
}

/** Pairs of which either both are set or none. */
const PAIRS: readonly (readonly (keyof Env)[])[] = [
  ["GITHUB_ID", "GITHUB_SECRET"],
  ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
];

/** Parses an environment. An empty string counts as unset, as in `.env` files. Throws `EnvError` with every fault. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = Env.safeParse(set);
  const lines = result.success
    ? []
    : // A variable with two faults is still one bad variable.
      [...new Map(result.error.issues.map((issue) => [issue.path.join("."), issue.message]))].map(
        ([name, message]) => `  ${name} ${message}.`,
      );
  for (const names of PAIRS) {
    const missing = names.filter((name) => set[name] === undefined);
    if (missing.length > 0 && missing.length < names.length) {
      lines.push(
        `  ${missing.join(", ")} must be set together with ${names.filter((n) => set[n]).join(", ")}.`,
      );
    }
  }
  if (!result.success || lines.length > 0) throw new EnvError(lines);
  return result.data;
}

let parsed: Env | null = null;

/** The process's environment, parsed at the first call. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** Values that the server needs but a build does not. Throws `EnvError` that says how to get one. */
export function requireSecret(
  name: "MUSTER_SECRET" | "NEXTAUTH_SECRET" | "CRON_SECRET" | "DATABASE_URL",
): string {
  const value = env()[name];
  if (!value)
    throw new EnvError([
      `  ${name} is not set. See .env.example; \`npm start\` without it makes one in .muster/.`,
    ]);
  return value;
}
