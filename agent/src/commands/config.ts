/** Prints the settings in force with where each comes from; secrets only as "set". */
import { type EffectiveSettings, environmentName } from "../config/read-settings";
import { type SettingName, secretSettings } from "../config/settings";
import { type ExitCode, exitCodes } from "../exit-code";
import type { Output } from "./output";

export function config({ settings, sources, file }: EffectiveSettings, output: Output): ExitCode {
  for (const name of Object.keys(settings) as SettingName[]) {
    const value = settings[name];
    const shown = secretSettings.has(name) && value !== null ? "(set, not shown)" : JSON.stringify(value);
    output.line(`${name.padEnd(14)} ${shown}  # ${describeSource(name)}`);
  }
  return exitCodes.ok;

  function describeSource(name: SettingName): string {
    const source = sources[name];
    if (source === "environment") return environmentName(name);
    return source === "file" ? `file ${file}` : source;
  }
}
