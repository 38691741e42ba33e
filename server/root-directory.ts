import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The installation's folder: the nearest one above this file that holds the migrations. Works bundled and unbundled. */
export function rootDirectory(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "prisma", "migrations"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("The installation is incomplete: prisma/migrations is missing.");
    folder = parent;
  }
  return folder;
}
