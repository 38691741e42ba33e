/** Made by scripts/build-server.mjs from the route files under app/: every module that exports API handlers. */
declare module "muster:api-routes" {
  import type { RouteModule } from "@/server/http/route-table";
  export const routeModules: readonly RouteModule[];
}
