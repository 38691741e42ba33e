import * as z from "zod";
import { defineContract } from "@/lib/contracts/contract";
import { Instant } from "@/lib/contracts/field";

const tag = "Operations";

export const MaintenanceReport = z
  .object({
    at: Instant,
    skipped: z.boolean().meta({ description: "Another run was under way; it does the work" }),
    duties: z.array(
      z.object({
        name: z.string(),
        changed: z.number().int(),
        duration_ms: z.number(),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "MaintenanceReport" });
export type MaintenanceReport = z.infer<typeof MaintenanceReport>;

export const runQueueMaintenance = defineContract({
  id: "runQueueMaintenance",
  method: "GET",
  path: "/api/cron/queue-maintenance",
  summary: "Expire, rescue, time out, mark, clean up; safe to call at any time and in parallel",
  tag,
  access: { kind: "cron" },
  answer: MaintenanceReport,
  status: 200,
});

const Health = z.object({
  status: z.enum(["ok", "unavailable"]),
  checks: z.record(z.string(), z.enum(["ok", "degraded", "failing"])).optional(),
});

export const healthLive = defineContract({
  id: "healthLive",
  method: "GET",
  path: "/api/health/live",
  summary: "The process answers",
  tag,
  access: { kind: "public", reason: "probes carry no credential; the answer holds no data" },
  answer: Health,
  status: 200,
});

export const healthReady = defineContract({
  id: "healthReady",
  method: "GET",
  path: "/api/health/ready",
  summary: "The process can serve: database reachable, migrations applied",
  description:
    "`redis` is told where one is set; `degraded` fails nothing, Postgres does its part meanwhile.",
  tag,
  access: { kind: "public", reason: "probes carry no credential; the answer holds no data" },
  answer: Health,
  status: 200,
  errors: ["service_unavailable"],
});

export const getMetrics = defineContract({
  id: "getMetrics",
  method: "GET",
  path: "/metrics",
  summary: "Prometheus metrics",
  description:
    "With METRICS_TOKEN set, wants it as Bearer token; without it, answers only to the loopback address.",
  tag,
  access: { kind: "public", reason: "guarded by METRICS_TOKEN or the loopback address inside the route" },
  answerKind: "text",
  status: 200,
  errors: ["unauthenticated"],
});

export const getOpenApi = defineContract({
  id: "getOpenApi",
  method: "GET",
  path: "/api/v1/openapi.json",
  summary: "This description",
  tag,
  access: { kind: "public", reason: "the API's shape is no secret" },
  answer: z.looseObject({ openapi: z.string() }),
  status: 200,
});
