/**
 * `npm run lockfile`: after `npm install`, adds to package-lock.json the optional packages of other platforms that npm
 * left out because its registry did not offer them. Without them `npm ci` refuses the lockfile on every platform.
 * They get the exact version that their parent asks for and the platform that their name says; npm fetches them only there.
 */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), "package-lock.json");
const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
/** Longer names first: "arm64" also holds "arm". */
const PROCESSORS = ["wasm32", "arm64", "x64", "ia32", "riscv64", "ppc64", "s390x", "arm"];

const lock = JSON.parse(await readFile(file, "utf8"));

/** Where Node would find `name` from the package at `path`; null when the lockfile has it nowhere. */
function find(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const place = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (lock.packages[place]) return place;
    if (folder === "") return null;
  }
}

function platformEntry(name, version, isDev) {
  const system = SYSTEMS.find((candidate) => name.includes(candidate));
  const processor = PROCESSORS.find((candidate) => name.includes(candidate));
  return {
    version,
    ...(processor ? { cpu: [processor] } : {}),
    ...(isDev ? { dev: true } : {}),
    ...(name.includes("musl") ? { libc: ["musl"] } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  };
}

const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const version = /\d+\.\d+\.\d+[\w.+-]*/.exec(range)?.[0];
    if (version === undefined || find(path, name)) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, dev === true);
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? "The lockfile is complete." : `Added ${added.join(", ")}.`);
