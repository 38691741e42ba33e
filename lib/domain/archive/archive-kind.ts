const GZIP_MAGIC = [0x1f, 0x8b, 0x08];
const TAR_MAGIC = "ustar";
const TAR_MAGIC_OFFSET = 257;
const TAR_CHECKSUM_OFFSET = 148;
const TAR_CHECKSUM_BYTES = 8;
const TAR_BLOCK_BYTES = 512;

/**
 * What the first bytes of an upload say it is; null for anything else. A gzip file is taken at its word, as only
 * unpacking could tell what it holds; a tar must have a first header with a true checksum.
 */
export function archiveKind(bytes: Uint8Array): "gzip" | "tar" | null {
  if (GZIP_MAGIC.every((byte, index) => bytes[index] === byte)) return "gzip";
  if (bytes.length < TAR_BLOCK_BYTES) return null;
  const magic = String.fromCharCode(...bytes.subarray(TAR_MAGIC_OFFSET, TAR_MAGIC_OFFSET + TAR_MAGIC.length));
  return magic === TAR_MAGIC && hasTrueChecksum(bytes.subarray(0, TAR_BLOCK_BYTES)) ? "tar" : null;
}

/** The sum of the header's bytes with its own field counted as blanks, written there in octal. */
function hasTrueChecksum(header: Uint8Array): boolean {
  const end = TAR_CHECKSUM_OFFSET + TAR_CHECKSUM_BYTES;
  const written = Number.parseInt(
    String.fromCharCode(...header.subarray(TAR_CHECKSUM_OFFSET, end)).trim(),
    8,
  );
  const sum = header.reduce(
    (total, byte, index) => total + (index >= TAR_CHECKSUM_OFFSET && index < end ? 0x20 : byte),
    0,
  );
  return sum === written;
}
