import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Id, IdParams, Instant } from "@/lib/contracts/field";
import { PageQuery, pageOf } from "@/lib/contracts/page";
import { ARCHIVE_BYTES_MAX } from "@/lib/domain/archive/archive-bytes-max";

/** Archives that scans name as their target. They stay until their tenant deletes them, or its plan keeps no scan of them any more. */

export const ArchiveView = z
  .object({
    id: Id,
    file_name: z.string(),
    size_bytes: z.number().int(),
    sha256: z.string(),
    created_at: Instant,
    kept_until: Instant.nullable().meta({
      description:
        "So many days after its upload and after the end of the last scan that names it as the plan keeps scans. Null: a scan of it has not ended",
    }),
  })
  .meta({ id: "Archive" });
export type ArchiveView = z.infer<typeof ArchiveView>;

const tag = "Scans";

export const uploadArchive = defineContract({
  id: "uploadArchive",
  method: "POST",
  path: "/api/v1/archives",
  summary: "Upload a .tar or .tar.gz archive to scan; its id is the target",
  description:
    "It is kept until it is deleted, or until the plan keeps no scan of it any more (`kept_until`). How many uploads a tenant may send at once and by the minute is limited, and so is what it keeps altogether; all three are looked at before the body is read.",
  tag,
  access: { kind: "tenant", permission: "jobs:write" },
  query: z.strictObject({
    file_name: z
      .string()
      .trim()
      .regex(/^[^/\\\p{C}]{1,200}$/u, "must be a plain file name"),
  }),
  bodyKind: "bytes",
  bodyBytesMax: ARCHIVE_BYTES_MAX,
  answer: z.object({ archive: ArchiveView }),
  status: 201,
  errors: ["rate_limited"],
});

export const listArchives = defineContract({
  id: "listArchives",
  method: "GET",
  path: "/api/v1/archives",
  summary: "List the tenant's archives, newest first",
  tag,
  access: { kind: "tenant", permission: "jobs:read" },
  query: PageQuery,
  answer: pageOf(ArchiveView),
  status: 200,
});

export const deleteArchive = defineContract({
  id: "deleteArchive",
  method: "DELETE",
  path: "/api/v1/archives/{id}",
  summary: "Delete an archive",
  description: "Refused with `conflict` while a scan that names it is queued, assigned or running.",
  tag,
  access: { kind: "tenant", permission: "jobs:write" },
  params: IdParams,
  answerKind: "empty",
  status: 204,
  errors: ["conflict"],
});
