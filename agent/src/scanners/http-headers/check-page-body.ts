import type { ScannerFinding } from "../scanner";
import { findingOf } from "./rules";
import type { WebResponse } from "./web-client";

const listing = /<title>\s*(Index of \/|Directory listing for \/)[^<]*/i;

export function checkDirectoryListing(response: WebResponse): ScannerFinding[] {
  const match = response.status === 200 ? listing.exec(response.body.toString("latin1")) : null;
  if (match === null) return [];
  const location = response.url.pathname;
  return [findingOf("directory-listing", { location, key: location, evidence: match[0] })];
}
