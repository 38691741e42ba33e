/**
 * A target that is vulnerable by design, for the demo and for the tests of the scanners.
 *
 * Promise: listens on 127.0.0.1 only; everything secret in it is fake; `stop` closes every connection and removes the temporary folder.
 * Failure: rejects when a port is taken; nothing is left open then.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeRepositoryArchive } from "./repository-archive";
import { createVulnerableSite } from "./vulnerable-site";
import { createWeakCertificate } from "./weak-certificate";

export interface DemoTargetSettings {
  /** Port of the plain site; a free one by default. The TLS port is always a free one. */
  port?: number;
  /** How long every answer below `/slow/` takes; 1 by default. */
  slowSeconds?: number;
  /** Where the archive is written, in place of an earlier one; a temporary folder, removed at the end, by default. */
  folder?: string;
  log?: (line: string) => void;
}

export interface DemoTarget {
  url: string;
  /** Same site, every answer late: an `http-headers` run of it takes a minute and can be cancelled in the middle. */
  slowUrl: string;
  tlsUrl: string;
  port: number;
  tlsPort: number;
  /** A .tar.gz of a repository with planted secrets. */
  archivePath: string;
  stop(): Promise<void>;
}

const loopback = "127.0.0.1";

export async function startDemoTarget(settings: DemoTargetSettings = {}): Promise<DemoTarget> {
  const site = createVulnerableSite(settings.slowSeconds ?? 1);
  const { key, certificate } = createWeakCertificate(new Date());
  const plain = http.createServer(site);
  const secure = https.createServer(
    { key, cert: certificate, minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" },
    site,
  );
  const folder = settings.folder ?? (await mkdtemp(path.join(tmpdir(), "muster-demo-target-")));
  const stop = async () => {
    await Promise.all([close(plain), close(secure)]);
    if (settings.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    await mkdir(folder, { recursive: true });
    const archivePath = await writeRepositoryArchive(folder);
    const port = await listen(plain, settings.port ?? 0);
    const tlsPort = await listen(secure, 0);
    const url = `http://${loopback}:${port}/`;
    const tlsUrl = `https://${loopback}:${tlsPort}/`;
    settings.log?.(`Demo target: ${url} and ${tlsUrl} (vulnerable by design, loopback only)`);
    return { url, slowUrl: `${url}slow/`, tlsUrl, port, tlsPort, archivePath, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: loopback, port }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function close(server: http.Server | https.Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
