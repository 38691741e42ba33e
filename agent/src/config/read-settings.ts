/**
 * The settings in force: flags, then environment, then file, then defaults.
 *
 * Promise: every wrong value is named at once, with where it came from; a name that is not known in the file is an error, not a surprise later.
 * Failure: `CommandError` with exit code `usage`.
 */
import { readFileSync } from "node:fs";
import type * as z from "zod";
import { CommandError, exitCodes } from "../exit-code";
import { defaultSettings, type SettingName, type Settings, settingsSchema } from "./settings";

/** As commander hands them over: camel case, undefined when not given. */
export type Flags = Record<string, unknown>;
export type Source = "flag" | "environment" | "file" | "default";

export interface EffectiveSettings {
  settings: Settings;
  sources: Record<SettingName, Source>;
  /** The file that was read, or null. */
  file: string | null;
}

const defaultFile = "/etc/muster-agent/config.json";
const names = Object.keys(settingsSchema) as SettingName[];

export function readSettings(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  isRoot = process.getuid?.() === 0,
): EffectiveSettings {
  const { file, values: fileValues } = readSettingsFile(flags.config ?? environment.MUSTER_AGENT_CONFIG);
  const defaults = defaultSettings(isRoot);
  const faults: string[] = Object.keys(fileValues)
    .filter((name) => !(name in settingsSchema))
    .map((name) => `${file}: "${name}" is no setting`);
  const settings: Record<string, unknown> = {};
  const sources = {} as Record<SettingName, Source>;
  for (const name of names) {
    const candidates: [Source, string, unknown][] = [
      ["flag", `--${flagName(name)}`, flags[camelCase(flagName(name))]],
      ["environment", environmentName(name), environment[environmentName(name)] || undefined],
      ["file", `${file}: ${name}`, fileValues[name]],
    ];
    const [source, label, value] = candidates.find(([, , candidate]) => candidate !== undefined) ?? [
      "default" as const,
      name,
      defaults[name],
    ];
    const schema: z.ZodType = settingsSchema[name];
    const parsed = schema.safeParse(value);
    sources[name] = source;
    if (parsed.success) settings[name] = parsed.data;
    else faults.push(...parsed.error.issues.map((issue) => `${label}: ${issue.message}`));
  }
  if (faults.length > 0) throw new CommandError(faults.join("\n"), exitCodes.usage);
  return { settings: settings as Settings, sources, file };
}

export function environmentName(name: SettingName): string {
  return `MUSTER_AGENT_${name.toUpperCase()}`;
}

/** Lists are given one item a flag: `--label a=b --label c=d`. */
function flagName(name: SettingName): string {
  const singular: Partial<Record<SettingName, string>> = {
    labels: "label",
    capabilities: "capability",
    allow_targets: "allow-target",
  };
  return singular[name] ?? name.replaceAll("_", "-");
}

function camelCase(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function readSettingsFile(asked: unknown): { file: string | null; values: Record<string, unknown> } {
  const file = typeof asked === "string" && asked !== "" ? asked : defaultFile;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (isMissing && file === defaultFile) return { file: null, values: {} };
    throw new CommandError(
      `The configuration file ${file} cannot be read: ${(error as Error).message}`,
      exitCodes.usage,
    );
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not valid JSON: ${(error as Error).message}`, exitCodes.usage);
  }
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw new CommandError(`${file} must hold one JSON object.`, exitCodes.usage);
  return { file, values: values as Record<string, unknown> };
}
