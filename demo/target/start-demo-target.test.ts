import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { startDemoTarget } from "./start-demo-target";

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const finish = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once("connect", () => finish(true)).once("error", () => finish(false));
  });
}

describe("startDemoTarget", () => {
  test("listens on loopback and on no other address of this host", async () => {
    const demo = await startDemoTarget();
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => !address.internal && address.family === "IPv4");
    expect(await connects("127.0.0.1", demo.port)).toBe(true);
    for (const { address } of others) {
      expect(await connects(address, demo.port)).toBe(false);
      expect(await connects(address, demo.tlsPort)).toBe(false);
    }
    await demo.stop();
  });

  test("stop ends a request that is still waiting, frees the ports and removes the archive", async () => {
    const demo = await startDemoTarget({ slowSeconds: 60 });
    const waiting = fetch(demo.slowUrl).then(
      () => "answered",
      () => "ended",
    );
    expect((await fetch(demo.url)).status).toBe(200);
    expect(existsSync(demo.archivePath)).toBe(true);
    await demo.stop();
    expect(await waiting).toBe("ended");
    expect(await connects("127.0.0.1", demo.port)).toBe(false);
    expect(existsSync(demo.archivePath)).toBe(false);
  });

  test("with a folder of its own it writes nothing elsewhere, so that one that is killed leaves nothing behind", async () => {
    const usual = process.env.TMPDIR;
    const temporary = await mkdtemp(path.join(tmpdir(), "muster-demo-test-"));
    const folder = path.join(temporary, "target");
    // As good as killed: what it wanted to remove at its end cannot be there.
    process.env.TMPDIR = path.join(temporary, "none");
    try {
      const demo = await startDemoTarget({ folder });
      expect(demo.archivePath).toBe(path.join(folder, "repository.tar.gz"));
      await demo.stop();
      expect(await readdir(folder)).toEqual(["repository.tar.gz"]);
    } finally {
      if (usual === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = usual;
      await rm(temporary, { recursive: true, force: true });
    }
  });

  test("a taken port is an error and leaves nothing open", async () => {
    const first = await startDemoTarget();
    await expect(startDemoTarget({ port: first.port })).rejects.toThrow(/EADDRINUSE/);
    await first.stop();
  });
});
