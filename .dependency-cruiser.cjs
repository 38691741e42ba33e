/** Who may import what; docs/ARCHITECTURE.md has the reasons. `npm run check` also proves that modules were seen at all. */
const rule = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });
const code = (pattern) => ({ path: pattern, pathNot: "\\.(test|fixture)\\.tsx?$|/testing/" });

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
      "A cycle has no layers.",
    ),
    rule(
      "domain-is-pure",
      code("^lib/domain/"),
      { pathNot: "^lib/domain/" },
      "Rules know nothing of the outside: no packages, no environment, no clock.",
    ),
    rule(
      "contracts-are-the-wire",
      code("^lib/contracts/"),
      { pathNot: "^(lib/(contracts|domain)/|node_modules/(zod|@asteasolutions)/)" },
      "Browser, server and agent all read the contracts.",
    ),
    rule(
      "db-alone-meets-postgres",
      code("^lib/(?!db/|testing/)|^app/|^components/|^agent/"),
      { path: "^node_modules/(pg|@prisma)/", dependencyTypesNot: ["type-only"] },
      "SQL lives in lib/db.",
    ),
    rule(
      "ephemeral-alone-meets-redis",
      code("^(lib/(?!ephemeral/)|app|components|agent|server|demo)"),
      { path: "^node_modules/@redis/" },
      "What may be lost at any moment lies behind one interface.",
    ),
    rule(
      "ephemeral-below-services",
      code("^lib/ephemeral/"),
      { path: "^(app|components|agent|server|demo)/|^lib/(services|http|auth|client)/" },
      "Services ask it; it knows none of them.",
    ),
    rule(
      "db-knows-no-caller",
      code("^lib/db/"),
      {
        path: "^(app|components|agent|server|demo|bench|e2e)/|^lib/(services|http|auth|contracts|client|live|ephemeral)/",
      },
      "db reads and writes; it does not decide who may.",
    ),
    rule(
      "services-know-no-edge",
      code("^lib/services/"),
      { path: "^(app|components|agent|server|demo)/|^lib/(http|auth|client)/|^node_modules/(next|react)/" },
      "A use case serves every edge.",
    ),
    rule(
      "auth-below-services",
      code("^lib/auth/"),
      {
        path: "^(app|components|agent|server)/|^lib/(http|client|services)/",
        dependencyTypesNot: ["type-only"],
      },
      "Who is calling is settled before any use case.",
    ),
    rule(
      "http-knows-no-data",
      code("^lib/http/"),
      { path: "^(app|components|agent|server)/|^lib/(db|ephemeral|services|client)/" },
      "The edge's plumbing; routes join it with services.",
    ),
    rule(
      "routes-join-only",
      code("^app/.*route\\.ts$"),
      { path: "^lib/(db|client|secrets)/|^components/|^node_modules/(pg|@prisma)/" },
      "A route declares and names one service.",
    ),
    rule(
      "pages-have-no-sql",
      code("^app/(?!.*route\\.ts$)"),
      { path: "^lib/(db|secrets)/|^node_modules/(pg|@prisma)/" },
      "Pages render what read services answer.",
    ),
    rule(
      "components-are-browser",
      code("^components/"),
      {
        path: "^(app|agent|server)/|^lib/(services|db|http|auth|secrets|config|live)/",
        dependencyTypesNot: ["type-only"],
      },
      "Components speak to the API through contracts.",
    ),
    rule(
      "browser-carries-no-schemas",
      // The API reference is rendered on the server alone.
      code("^(lib/client|components/(?!api-docs/))"),
      { path: "^lib/contracts/|^node_modules/zod/", dependencyTypesNot: ["type-only"] },
      "A schema brings zod into every page: call through lib/client/operations, take constants from lib/domain.",
    ),
    rule(
      "ui-knows-no-feature",
      code("^components/(ui|layout|theme)/"),
      { path: "^components/(?!ui/|layout/|theme/)|^lib/contracts/" },
      "Primitives know nothing of us.",
    ),
    rule(
      "client-is-browser",
      code("^lib/client/"),
      { path: "^(app|components/(?!ui/)|agent|server)/|^lib/(services|db|http|auth|secrets|config|live)/" },
      "Runs in the browser.",
    ),
    rule(
      "agent-stands-alone",
      code("^agent/src/"),
      { path: "^(app|components|server|demo)/|^lib/(?!contracts/|domain/)" },
      "The agent is installed without the control plane.",
    ),
    rule(
      "simulation-has-no-database",
      code("^simulation/"),
      {
        path: "^(app|components|agent|server|demo|bench|e2e|scripts)/|^lib/(?!domain/)|^node_modules/(pg|@prisma)/",
      },
      "It plays the pure rules; what it needs of the rest it must imitate.",
    ),
    rule(
      "nobody-imports-tools",
      {
        path: "^(app|components|lib|agent|server)/",
        pathNot: "\\.test\\.tsx?$|^lib/testing/|/testing/|\\.fixture\\.ts$",
      },
      { path: "^(e2e|bench|simulation|scripts)/|^lib/testing/" },
      "Product code must not lean on test or bench code.",
    ),
    rule(
      "env-has-one-reader",
      code("^(app|components|lib/(?!config/))"),
      { path: "^node_modules/dotenv" },
      "lib/config/env.ts is the only reader of the environment.",
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "lib/db/generated|\\.next/|^dist/|agent/dist" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: "specify",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
