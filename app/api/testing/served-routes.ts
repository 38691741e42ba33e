import { readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { AnyContract } from "@/lib/contracts/contract";
import type { RouteHandler } from "@/lib/http/define-route";

const APP = resolve(import.meta.dirname, "../..");
/** What Next reads from a route file besides its methods. */
const SETTINGS = ["dynamic", "runtime", "maxDuration"];

/** Routes that are no operations of our API, each with the reason. */
const EXCEPTED: Record<string, string> = {
  "/api/auth/[...nextauth]": "next-auth's own pages and callbacks, whose shapes it defines itself",
};

export interface ServedRoute {
  /** The folder under app, as a path: `/api/v1/members/[id]`. */
  location: string;
  method: string;
  handler: unknown;
  /** Undefined when it was not made with defineRoute. */
  contract: AnyContract | undefined;
  /** Seconds that a platform with a limit gives it; undefined: the platform's own default. */
  maxDuration: unknown;
}

/** Everything that the route files under app export, as Next would serve it. */
export async function servedRoutes(): Promise<ServedRoute[]> {
  const routes: ServedRoute[] = [];
  for (const file of readdirSync(APP, { recursive: true, encoding: "utf8" })) {
    if (!/(^|[/\\])route\.tsx?$/.test(file)) continue;
    const location = locationOf(file);
    if (location in EXCEPTED) continue;
    const module: Record<string, unknown> = await import(resolve(APP, file));
    const { maxDuration } = module;
    for (const [method, handler] of Object.entries(module)) {
      if (SETTINGS.includes(method)) continue;
      const contract = isHandler(handler) ? handler.contract : undefined;
      routes.push({ location, method, handler, contract, maxDuration });
    }
  }
  return routes;
}

/** The handlers by the id of their contract. */
export async function servedHandlers(): Promise<Map<string, RouteHandler>> {
  const handlers = (await servedRoutes()).flatMap(({ handler }) => (isHandler(handler) ? [handler] : []));
  return new Map(handlers.map((handler) => [handler.contract.id, handler]));
}

function isHandler(value: unknown): value is RouteHandler {
  return typeof value === "function" && "contract" in value;
}

function locationOf(file: string): string {
  const folders = relative(APP, resolve(APP, file, "..")).split(/[/\\]/);
  return `/${folders.filter((folder) => !/^\(.*\)$/.test(folder)).join("/")}`;
}
