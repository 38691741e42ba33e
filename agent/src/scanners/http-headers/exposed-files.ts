import { maskValue } from "../evidence";
import type { RuleId } from "./rules";

export interface ExposedFile {
  /** Below the site's root or the target's folder, without a leading slash. */
  path: string;
  rule: RuleId;
  /** Proof by content: a site that answers 200 to everything must not pass. */
  confirms(body: Buffer): boolean;
}

const matches = (pattern: RegExp) => (body: Buffer) => pattern.test(body.toString("latin1"));
const startsWith = (bytes: number[]) => (body: Buffer) =>
  body.subarray(0, bytes.length).equals(Buffer.from(bytes));
const isHtml = /<(!doctype|html|head|body)\b/i;
const isPlain = (pattern: RegExp) => (body: Buffer) => {
  const text = body.toString("latin1");
  return !isHtml.test(text) && pattern.test(text);
};

/** The two that the quick profile looks for; the worst and the most frequent. */
export const quickExposedFiles: readonly ExposedFile[] = [
  { path: ".git/HEAD", rule: "exposed-repository", confirms: matches(/^(ref: refs\/|[0-9a-f]{40}\s*$)/) },
  {
    path: ".env",
    rule: "exposed-environment-file",
    confirms: isPlain(/^\s*(export\s+)?[A-Z][A-Z0-9_]*\s*=/m),
  },
];

export const standardExposedFiles: readonly ExposedFile[] = [
  ...quickExposedFiles,
  { path: ".git/config", rule: "exposed-repository", confirms: isPlain(/^\s*\[core\]/m) },
  {
    path: ".svn/entries",
    rule: "exposed-repository",
    confirms: isPlain(/^(\d{1,2}\s|<\?xml[^>]*>\s*<wc-entries)/),
  },
  {
    path: ".svn/wc.db",
    rule: "exposed-repository",
    confirms: startsWith([...Buffer.from("SQLite format 3")]),
  },
  {
    path: ".hg/requires",
    rule: "exposed-repository",
    confirms: isPlain(/^(revlogv1|store|fncache|dotencode)\s*$/m),
  },
  {
    path: ".env.bak",
    rule: "exposed-environment-file",
    confirms: isPlain(/^\s*(export\s+)?[A-Z][A-Z0-9_]*\s*=/m),
  },
  {
    path: ".env.production",
    rule: "exposed-environment-file",
    confirms: isPlain(/^\s*(export\s+)?[A-Z][A-Z0-9_]*\s*=/m),
  },
  {
    path: ".htpasswd",
    rule: "exposed-credentials",
    confirms: isPlain(/^[^\s:]+:(\$(apr1|2[aby]|5|6)\$|\{SHA\})/m),
  },
  {
    path: ".aws/credentials",
    rule: "exposed-credentials",
    confirms: isPlain(/^\s*aws_secret_access_key\s*=/im),
  },
  {
    path: ".ssh/id_rsa",
    rule: "exposed-credentials",
    confirms: matches(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/),
  },
  { path: "id_rsa", rule: "exposed-credentials", confirms: matches(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/) },
  {
    path: "server.key",
    rule: "exposed-credentials",
    confirms: matches(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/),
  },
  { path: ".npmrc", rule: "exposed-credentials", confirms: isPlain(/:_(authToken|password|auth)\s*=/) },
  { path: "wp-config.php.bak", rule: "exposed-backup", confirms: matches(/<\?php[\s\S]*DB_PASSWORD/) },
  { path: "index.php.bak", rule: "exposed-backup", confirms: matches(/<\?php/) },
  { path: "backup.sql", rule: "exposed-backup", confirms: isPlain(/\b(CREATE TABLE|INSERT INTO)\b/i) },
  { path: "dump.sql", rule: "exposed-backup", confirms: isPlain(/\b(CREATE TABLE|INSERT INTO)\b/i) },
  { path: "backup.zip", rule: "exposed-backup", confirms: startsWith([0x50, 0x4b, 0x03, 0x04]) },
  { path: "backup.tar.gz", rule: "exposed-backup", confirms: startsWith([0x1f, 0x8b, 0x08]) },
  {
    path: ".DS_Store",
    rule: "exposed-configuration",
    confirms: startsWith([0, 0, 0, 1, 0x42, 0x75, 0x64, 0x31]),
  },
  { path: "docker-compose.yml", rule: "exposed-configuration", confirms: isPlain(/^services:\s*$/m) },
  { path: "config.php.bak", rule: "exposed-configuration", confirms: matches(/<\?php/) },
  { path: "phpinfo.php", rule: "exposed-diagnostics", confirms: matches(/<title>(PHP \d|phpinfo\(\))/) },
  { path: "server-status", rule: "exposed-diagnostics", confirms: matches(/<h1>Apache Server Status for/) },
  { path: "actuator/env", rule: "exposed-diagnostics", confirms: matches(/"propertySources"\s*:/) },
  { path: "debug/pprof/", rule: "exposed-diagnostics", confirms: matches(/Types of profiles available/) },
];

/**
 * Shows that a file is what it seems without repeating its secrets: the first lines of repository and environment files with every value masked,
 * of all other kinds (keys, dumps of people's data) only the size.
 */
export function describeExposedFile(rule: RuleId, body: Buffer): string {
  const size = `${body.length} bytes read`;
  const text = body.subarray(0, 2_048).toString("utf8");
  const isShown = rule === "exposed-repository" || rule === "exposed-environment-file";
  if (!isShown || text.includes("\0")) return size;
  return `${size}\n${text.split("\n").slice(0, 12).map(maskLine).join("\n")}`;
}

/** Masks the value behind = or : (a branch name is no secret) and any long run of key-like characters. */
function maskLine(line: string): string {
  return line
    .replace(
      /^(\s*[\w.-]+\s*[=:]\s*)(?!refs\/)(\S.*)$/,
      (_, name: string, value: string) => name + maskValue(value),
    )
    .replace(/\/\/[^/@\s]+@/g, "//****@")
    .replace(/[A-Za-z0-9+_-]{24,}={0,2}/g, maskValue);
}
