import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";

/** Route files of the API; next-auth's handler is Next's to serve. */
async function findRouteFiles(root) {
  const entries = await readdir(join(root, "app"), { recursive: true });
  return entries
    .map((entry) => entry.split(sep).join("/"))
    .filter((entry) => entry.endsWith("/route.ts") && !entry.startsWith("api/auth/"))
    .sort();
}

/** `muster:api-routes`: all route modules of app/, so that the server can serve them without Next. */
function apiRoutesPlugin(root) {
  return {
    name: "api-routes",
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /^muster:api-routes$/ }, () => ({
        path: "api-routes",
        namespace: "muster",
      }));
      pluginBuild.onLoad({ filter: /.*/, namespace: "muster" }, async () => {
        const files = await findRouteFiles(root);
        const imports = files.map(
          (file, i) => `import * as route${i} from ${JSON.stringify(`./app/${file}`)};`,
        );
        const list = files.map((_, i) => `route${i}`).join(", ");
        return {
          contents: `${imports.join("\n")}\nexport const routeModules = [${list}];`,
          resolveDir: root,
          loader: "ts",
        };
      });
    },
  };
}

/** Bundles the server and the demo into dist/. Packages stay outside, so that pg is one copy for us and for Next. */
export async function buildServer(root) {
  await build({
    absWorkingDir: root,
    entryPoints: { "server/main": "server/main.ts", "demo/main": "demo/main.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    jsx: "automatic",
    logLevel: "warning",
    tsconfig: join(root, "tsconfig.json"),
    plugins: [apiRoutesPlugin(root)],
  });
  return relative(root, join(root, "dist"));
}
