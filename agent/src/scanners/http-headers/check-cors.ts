import type { ScannerFinding } from "../scanner";
import { findingOf } from "./rules";
import type { WebResponse } from "./web-client";

/** No site owns a name below .invalid (RFC 2606), so a server that accepts this origin accepts every one. */
export const foreignOrigin = "https://muster-check.invalid";

export function checkCors(response: WebResponse): ScannerFinding[] {
  const origin = response.headers["access-control-allow-origin"];
  const credentials = response.headers["access-control-allow-credentials"];
  if (origin !== foreignOrigin || credentials !== "true") return [];
  const evidence = `origin: ${foreignOrigin}\naccess-control-allow-origin: ${origin}\naccess-control-allow-credentials: true`;
  const location = response.url.pathname;
  return [findingOf("cors-reflects-origin", { location, key: "access-control-allow-origin", evidence })];
}
