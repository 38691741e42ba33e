import type { PinnedTarget } from "../target-policy";

/** Each was looked at: they read, and they talk to the scanned port only. A category ("safe") would bring in scripts that crash or call elsewhere. */
const scripts = [
  "http-git",
  "http-methods",
  "http-security-headers",
  "http-server-header",
  "http-title",
  "ssl-cert",
  "ssl-enum-ciphers",
];

/** Connect scan, no ping, no DNS: works without privileges, and only the pinned address is contacted. */
const common = ["-sT", "-Pn", "-n", "--unprivileged", "-T4", "--stats-every", "2s"];

export function discoveryArguments(pinned: PinnedTarget, ports: string | null, outputFile: string): string[] {
  const selection = ports === null ? ["--top-ports", "1000"] : ["-p", ports];
  return [...common, ...selection, "--host-timeout", "900s", "-oX", outputFile, ...addressArguments(pinned)];
}

export function serviceArguments(
  pinned: PinnedTarget,
  ports: readonly number[],
  outputFile: string,
): string[] {
  const { host, hostKind } = pinned.target;
  // The host is letters, digits, dots and dashes, so it cannot end the script argument it stands in.
  const names = hostKind === "name" ? ["--script-args", `tls.servername=${host},http.host=${host}`] : [];
  return [
    ...common,
    ...["-sV", "--version-light", "-p", ports.join(","), "--script", scripts.join(","), ...names],
    ...["--script-timeout", "60s", "--host-timeout", "900s", "-oX", outputFile],
    ...addressArguments(pinned),
  ];
}

/** Behind `--`, so that whatever stands there is an address and never a flag. */
function addressArguments({ address, family }: PinnedTarget): string[] {
  return family === 6 ? ["-6", "--", address] : ["--", address];
}
