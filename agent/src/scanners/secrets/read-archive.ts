/**
 * Reads the files of an uploaded .tar or .tar.gz one after another.
 *
 * Promise: nothing is written to disk, so no path, link or device of the archive can reach a file of the host; memory holds one file and one chunk.
 * Assumption: the archive is hostile. Every limit is checked on what was really expanded, never on what a header says.
 * Failure: `ArchiveFailure` for an archive that cannot be read or breaks a limit as a whole; single entries are skipped with a reason.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";

export interface ArchiveFile {
  path: string;
  content: Buffer;
  /** How much of the archive had been read, 0 to 1. */
  position: number;
}

export interface ArchiveLimits {
  entries: number;
  totalBytes: number;
  fileBytes: number;
  /** Expanded to packed, looked at once `ratioFromBytes` are expanded. */
  ratio: number;
  ratioFromBytes: number;
}

export const defaultArchiveLimits: ArchiveLimits = {
  entries: 20_000,
  totalBytes: 256 * 1024 * 1024,
  fileBytes: 5 * 1024 * 1024,
  ratio: 200,
  ratioFromBytes: 32 * 1024 * 1024,
};

/** `harmless`: nothing to scan is lost by the skip (a link, a device); otherwise the scan is incomplete. */
export type SkipReport = (path: string, reason: string, harmless: boolean) => void;

export class ArchiveFailure extends Error {
  override name = "ArchiveFailure";
  constructor(
    readonly code: "archive_unreadable" | "archive_too_large",
    message: string,
  ) {
    super(message);
  }
}

const fileTypes = ["File", "OldFile", "ContiguousFile"];
const compressedMagic = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])];
const tarBlockBytes = 512;

export async function* readArchive(
  archivePath: string,
  skip: SkipReport,
  limits: ArchiveLimits = defaultArchiveLimits,
): AsyncGenerator<ArchiveFile> {
  const packedBytes = (await stat(archivePath)).size;
  const file = createReadStream(archivePath);
  const done: ArchiveFile[] = [];
  const collector = createCollector(done, skip, limits);
  let expandedBytes = 0;
  let head: Buffer | null = Buffer.alloc(0);
  try {
    for await (const piece of await expand(archivePath, file)) {
      expandedBytes += piece.length;
      checkSize(expandedBytes, file.bytesRead, limits);
      const chunk: Buffer = head === null ? piece : Buffer.concat([head, piece]);
      head = chunk.length < tarBlockBytes ? chunk : null;
      if (head !== null) continue;
      // The parser would expand a second layer by itself, past the limits.
      if (expandedBytes === chunk.length && isCompressed(chunk)) throw unreadable("it is compressed twice");
      collector.write(chunk);
      for (const entry of done.splice(0)) yield { ...entry, position: file.bytesRead / packedBytes };
    }
    collector.end();
    for (const entry of done.splice(0)) yield { ...entry, position: 1 };
  } catch (error) {
    if (error instanceof ArchiveFailure) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error));
  } finally {
    file.destroy();
  }
}

async function expand(
  archivePath: string,
  file: ReturnType<typeof createReadStream>,
): Promise<AsyncIterable<Buffer>> {
  const probe = createReadStream(archivePath, { end: 1 });
  const start: Buffer[] = [];
  for await (const chunk of probe) start.push(chunk as Buffer);
  const isGzip = isCompressed(Buffer.concat(start));
  // Errors of either stream surface where the pieces are read.
  return isGzip ? pipeline(file, createGunzip(), () => undefined) : file;
}

function isCompressed(chunk: Buffer): boolean {
  return compressedMagic.some((magic) => chunk.subarray(0, magic.length).equals(magic));
}

function checkSize(expandedBytes: number, readBytes: number, limits: ArchiveLimits): void {
  if (expandedBytes > limits.totalBytes)
    throw new ArchiveFailure(
      "archive_too_large",
      `The archive expands to more than ${limits.totalBytes} bytes.`,
    );
  if (expandedBytes > limits.ratioFromBytes && expandedBytes > readBytes * limits.ratio)
    throw new ArchiveFailure("archive_too_large", `The archive expands more than ${limits.ratio}-fold.`);
}

function createCollector(done: ArchiveFile[], skip: SkipReport, limits: ArchiveLimits) {
  let failure: ArchiveFailure | null = null;
  let entries = 0;
  const count = () => {
    entries += 1;
    if (entries > limits.entries)
      failure ??= new ArchiveFailure(
        "archive_too_large",
        `The archive has more than ${limits.entries} entries.`,
      );
  };
  const parser = new Parser({
    onReadEntry: (entry: ReadEntry) => {
      count();
      const refusal = refuseEntry(entry, limits);
      if (failure !== null || refusal !== null || entry.type === "Directory") {
        if (refusal !== null) skip(entry.path, refusal.reason, refusal.harmless);
        entry.resume();
        return;
      }
      const chunks: Buffer[] = [];
      entry.on("data", (chunk: Buffer) => void chunks.push(chunk));
      entry.on("end", () => {
        done.push({ path: entry.path.replace(/^(\.\/)+/, ""), content: Buffer.concat(chunks), position: 0 });
      });
    },
    onwarn: (code: string, message: string | Error) => {
      const text = typeof message === "string" ? message : message.message;
      if (code === "TAR_ENTRY_INVALID" && entries > 0) skip("(unknown)", `damaged entry: ${text}`, false);
      else if (code === "TAR_BAD_ARCHIVE" || code === "TAR_ABORT") failure ??= unreadable(text);
    },
  });
  parser.on("ignoredEntry", count);
  parser.on("error", (error: Error) => {
    failure ??= unreadable(error.message);
  });
  const check = () => {
    if (failure !== null) throw failure;
  };
  return {
    write(chunk: Buffer) {
      parser.write(chunk);
      check();
    },
    end() {
      parser.end();
      check();
    },
  };
}

function refuseEntry(entry: ReadEntry, limits: ArchiveLimits): { reason: string; harmless: boolean } | null {
  if (entry.type === "SymbolicLink" || entry.type === "Link") return { reason: "a link", harmless: true };
  if (entry.type !== "Directory" && !fileTypes.includes(entry.type))
    return { reason: `not a file (${entry.type})`, harmless: true };
  if (isUnsafePath(entry.path)) return { reason: "its path leads out of the archive", harmless: false };
  if (entry.size > limits.fileBytes)
    return { reason: `larger than ${limits.fileBytes} bytes`, harmless: false };
  return null;
}

function isUnsafePath(path: string): boolean {
  const isAbsolute = /^([/\\]|[A-Za-z]:)/.test(path);
  return isAbsolute || path.includes("\0") || path.split(/[/\\]/).includes("..");
}

function unreadable(reason: string): ArchiveFailure {
  return new ArchiveFailure(
    "archive_unreadable",
    `The archive cannot be read as .tar or .tar.gz: ${reason}.`,
  );
}
