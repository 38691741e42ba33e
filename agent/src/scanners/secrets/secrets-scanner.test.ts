import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { Header, type HeaderData } from "tar";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeSecrets } from "@/demo/target/fake-secrets";
import { type DemoTarget, startDemoTarget } from "@/demo/target/start-demo-target";
import { runScan } from "../testing/run-scan";
import { createSecretLinter } from "./secret-linter";
import { secretsScanner } from "./secrets-scanner";

let demo: DemoTarget;
let folder: string;
beforeAll(async () => {
  demo = await startDemoTarget();
  folder = mkdtempSync(path.join(tmpdir(), "muster-archives-"));
});
afterAll(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
});

let archives = 0;
function writeArchive(bytes: Buffer): string {
  const file = path.join(folder, `${++archives}.tar`);
  writeFileSync(file, bytes);
  return file;
}

function entry(header: HeaderData, content = ""): Buffer {
  const body = Buffer.from(content);
  const block = Buffer.alloc(512);
  new Header({ mode: 0o644, type: "File", size: body.length, mtime: new Date(0), ...header }).encode(
    block,
    0,
  );
  return Buffer.concat([block, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
const tar = (...entries: Buffer[]) => Buffer.concat([...entries, Buffer.alloc(1_024)]);
const token = `token = "${fakeSecrets.githubToken}"\n`;

function scan(bytes: Buffer, options = {}) {
  return runScan(secretsScanner, { target: "archive", archivePath: writeArchive(bytes), ...options });
}

describe("secrets", () => {
  test("the rules run whatever the agent's own Node was told to load first", () => {
    // What a worker cannot do: its standard input is no stream of the process.
    const preload = "data:text/javascript,process.stdin.on('end', () => {}).resume().unref()";
    const program = `import(${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "secret-linter.ts")).href)})
    .then(async ({ createSecretLinter }) => {
      const linter = createSecretLinter();
      process.stdout.write(JSON.stringify(await linter.lint("a.txt", "nothing to see here")));
      await linter.close();
      process.exit(0);
    })`;
    const run = spawnSync(process.execPath, ["--import", "tsx", "--import", preload, "-e", program], {
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    expect(run.stdout).toBe("[]");
  });

  test("finds every planted secret of the demo archive, also behind a comment that asks to look away", async () => {
    const { outcome, findings, progress } = await runScan(secretsScanner, {
      target: "demo",
      archivePath: demo.archivePath,
    });
    expect(outcome).toEqual({ status: "succeeded", exit_code: null, complete: true });
    expect(findings.map(({ rule_id, location, severity }) => [rule_id, location, severity]).sort()).toEqual([
      ["inline-suppression", "parcel-tracker/scripts/release.sh", "info"],
      ["secret-aws", "parcel-tracker/config/production.env", "critical"],
      ["secret-database-connection-string", "parcel-tracker/config/production.env", "high"],
      ["secret-github", "parcel-tracker/scripts/release.sh", "high"],
      ["secret-npm", "parcel-tracker/.npmrc", "high"],
      ["secret-privatekey", "parcel-tracker/deploy/id_rsa", "critical"],
      ["secret-slack", "parcel-tracker/src/notify.ts", "high"],
    ]);
    expect(progress.at(-1)).toBe(100);
  });

  test("no secret appears in findings or log", async () => {
    const { findings, log } = await runScan(secretsScanner, {
      target: "demo",
      archivePath: demo.archivePath,
    });
    const everything = JSON.stringify(findings) + log;
    for (const secret of Object.values(fakeSecrets)) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(secret.slice(-45, -33) || secret.slice(-12));
    }
  });

  test("a secret that moves to another line keeps its identity, a second copy gets its own", async () => {
    const before = await scan(tar(entry({ path: "a.txt" }, token)));
    const after = await scan(tar(entry({ path: "a.txt" }, `\n\n\n${token}${token}`)));
    expect(before.findings).toHaveLength(1);
    expect(after.findings.map((finding) => finding.rule_key)).toContain(before.findings[0]?.rule_key);
    expect(new Set(after.findings.map((finding) => finding.rule_key)).size).toBe(2);
  });

  test("configuration in the archive changes nothing", async () => {
    const { findings } = await scan(
      tar(
        entry({ path: ".secretlintrc.json" }, '{"rules":[]}'),
        entry({ path: ".secretlintignore" }, "**/*"),
        entry({ path: "a.txt" }, token),
      ),
    );
    expect(findings.map((finding) => finding.rule_id)).toEqual(["secret-github"]);
  });

  test("binary files are left out, UTF-16 text is read", async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(token, "utf16le")]);
    const header = { path: "utf16.txt", size: utf16.length };
    const padded = Buffer.concat([utf16, Buffer.alloc(512 - utf16.length)]);
    const { findings, log } = await scan(
      tar(entry({ path: "a.bin" }, `\u0000${token}`), entry(header), padded),
    );
    expect(findings.map((finding) => finding.location)).toEqual(["utf16.txt"]);
    expect(log).toContain("1 binary files left out");
  });
});

describe("secrets in a hostile archive", () => {
  test("links and devices are refused, files around them are scanned, nothing of the host is read", async () => {
    const { findings, log, outcome } = await scan(
      tar(
        entry({ path: "passwd", type: "SymbolicLink", linkpath: "/etc/passwd", size: 0 }),
        entry({ path: "hard", type: "Link", linkpath: "/etc/passwd", size: 0 }),
        entry({ path: "null", type: "CharacterDevice", size: 0 }),
        entry({ path: "fifo", type: "FIFO", size: 0 }),
        entry({ path: "a.txt" }, token),
      ),
    );
    expect(findings.map((finding) => finding.location)).toEqual(["a.txt"]);
    expect(log.match(/skipped/g)).toHaveLength(5);
    expect(outcome).toMatchObject({ status: "succeeded", complete: true });
  });

  test.each(["../outside.txt", "/etc/cron.d/x", "a/../../b", "C:\\x", "..\\x"])(
    "a file named %s is refused and the scan is called incomplete",
    async (name) => {
      const { findings, outcome } = await scan(
        tar(entry({ path: name }, token), entry({ path: "a.txt" }, token)),
      );
      expect(findings.map((finding) => finding.location)).toEqual(["a.txt"]);
      expect(outcome.complete).toBe(false);
    },
  );

  test("a file above the size limit is skipped with a line in the log", async () => {
    const { log, outcome } = await scan(
      gzipSync(tar(entry({ path: "big.txt" }, "a".repeat(5 * 1024 * 1024 + 1)))),
    );
    expect(log).toContain("skipped big.txt: larger than");
    expect(outcome).toMatchObject({ status: "succeeded", complete: false });
  });

  test("an archive bomb is refused by ratio before it is expanded", async () => {
    const bomb = gzipSync(
      Buffer.concat(
        Array.from({ length: 12 }, (_, index) => entry({ path: `${index}` }, "0".repeat(5_000_000))),
      ),
    );
    expect(bomb.length).toBeLessThan(200_000);
    const { outcome } = await scan(bomb);
    expect(outcome).toMatchObject({
      status: "failed",
      error: { code: "archive_too_large" },
      complete: false,
    });
  });

  test("too many entries are refused", async () => {
    const empty = entry({ path: "d/", type: "Directory", size: 0 });
    const { outcome } = await scan(gzipSync(Buffer.concat(Array<Buffer>(20_001).fill(empty))));
    expect(outcome).toMatchObject({ status: "failed", error: { code: "archive_too_large" } });
  });

  test.each([
    ["no archive", Buffer.from("hello ".repeat(500))],
    ["an empty file", Buffer.alloc(0)],
    ["a broken gzip", Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(600, 7)])],
    ["a gzip in a gzip", gzipSync(gzipSync(Buffer.from(crypto.getRandomValues(new Uint8Array(2_000)))))],
    ["a truncated archive", tar(entry({ path: "a.txt" }, "x".repeat(4_000))).subarray(0, 2_000)],
    ["a truncated gzip", gzipSync(tar(entry({ path: "a.txt" }, "x".repeat(4_000)))).subarray(0, 60)],
  ])("%s is a failure, not a clean bill", async (_, bytes) => {
    const { outcome } = await scan(bytes);
    expect(outcome).toMatchObject({
      status: "failed",
      error: { code: "archive_unreadable" },
      complete: false,
    });
  });

  test("cancel ends the scan with what was found", async () => {
    const controller = new AbortController();
    const files = Array.from({ length: 300 }, (_, index) => entry({ path: `${index}.txt` }, token));
    const { outcome, findings } = await scan(tar(...files), {
      signal: controller.signal,
      onLog: () => controller.abort(),
    });
    expect(outcome).toMatchObject({ status: "cancelled", complete: false });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThan(300);
  });

  test("the time for a file does not grow with the number of files before it", async () => {
    const linter = createSecretLinter();
    const secondsFor = async (files: number) => {
      const startedAt = performance.now();
      for (let index = 0; index < files; index += 1) await linter.lint(`${index}.txt`, token.repeat(20));
      return (performance.now() - startedAt) / 1_000;
    };
    await secondsFor(50);
    expect(await secondsFor(1_500)).toBeLessThan(10);
    await linter.close();
  });

  test("a worker that cannot start rejects and leaves the agent running", async () => {
    const linter = createSecretLinter({ file: path.join(folder, "missing.mjs") });
    await expect(linter.lint("a.txt", "")).rejects.toThrow();
    await linter.close();
  });

  test("a worker that hangs is replaced, the next file is linted", async () => {
    const file = path.join(folder, "hang.mjs");
    writeFileSync(
      file,
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ id, path }) => { if (path === "hang") for (;;); parentPort.postMessage({ id, hits: [] }); });`,
    );
    const linter = createSecretLinter({ secondsPerFile: 0.5, file });
    expect(await linter.lint("hang", "")).toBeNull();
    expect(await linter.lint("fine", "")).toEqual([]);
    await linter.close();
  });
});
