import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { expect, test } from "vitest";
import { archiveKind } from "@/lib/domain/archive/archive-kind";

function tarBytes(): Buffer {
  const block = Buffer.alloc(1024);
  new Header({ path: "readme.md", size: 0, type: "File", mode: 0o644, mtime: new Date(0) }).encode(block, 0);
  return block;
}

test("a tar and a gzip are known by their bytes", () => {
  expect(archiveKind(tarBytes())).toBe("tar");
  expect(archiveKind(gzipSync(tarBytes()))).toBe("gzip");
});

test("anything else is refused, whatever it calls itself", () => {
  const broken = tarBytes();
  broken[0] = (broken[0] ?? 0) ^ 0xff;
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from("PK\u0003\u0004"),
    Buffer.alloc(1024),
    broken,
    tarBytes().subarray(0, 511),
  ]) {
    expect(archiveKind(bytes)).toBeNull();
  }
});
