import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { create } from "tar";
import { fakeSecrets } from "./fake-secrets";

/** Files of a small service whose authors committed what they should not have. */
function repositoryFiles(): Record<string, string> {
  const suppression = `secretlint-${"disable"}`;
  return {
    "README.md": "# Parcel tracker\n\nA small service. Start it with `npm start`.\n",
    "src/server.ts":
      'import http from "node:http";\n\nhttp.createServer((_, response) => response.end("ok")).listen(8080);\n',
    "src/notify.ts": `// posts to the team's channel\nexport const channelToken = "${fakeSecrets.slackToken}";\n`,
    "config/production.env": [
      `AWS_ACCESS_KEY_ID=${fakeSecrets.awsAccessKeyId}`,
      `AWS_SECRET_ACCESS_KEY=${fakeSecrets.awsSecretAccessKey}`,
      `DATABASE_URL=postgres://tracker:${fakeSecrets.databasePassword}@db.internal.example:5432/tracker`,
      "",
    ].join("\n"),
    ".npmrc": `//registry.npmjs.org/:_authToken=${fakeSecrets.npmToken}\n`,
    "deploy/id_rsa": `${fakeSecrets.privateKey}\n`,
    "scripts/release.sh": `#!/bin/sh\n# ${suppression}\nexport GITHUB_TOKEN=${fakeSecrets.githubToken}\n`,
    "assets/logo.bin": "\u0000\u0001\u0002 not text\n",
  };
}

/** Writes the archive as `repository.tar.gz` into a folder, and nothing outside of it, and gives its path. */
export async function writeRepositoryArchive(folder: string): Promise<string> {
  const staging = path.join(folder, "repository");
  try {
    for (const [name, content] of Object.entries(repositoryFiles())) {
      const file = path.join(staging, "parcel-tracker", name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const archivePath = path.join(folder, "repository.tar.gz");
    await create({ cwd: staging, file: archivePath, gzip: true, portable: true }, ["parcel-tracker"]);
    return archivePath;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
