/** `npm run demo`: builds what has changed, then runs the demo in this very process. */
import { ensureBuild } from "./build.mjs";

await ensureBuild();
process.env.NODE_ENV = "production";
await import("../dist/demo/main.js");
