/** `npm start`: builds what has changed, then runs the production server in this very process, so that signals reach it. */
import { ensureBuild } from "./build.mjs";

await ensureBuild();
process.env.NODE_ENV = "production";
await import("../dist/server/main.js");
