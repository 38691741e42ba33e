import { maskValue } from "../evidence";
import type { ScannerFinding } from "../scanner";
import { findingOf, type RuleId } from "./rules";
import type { WebResponse } from "./web-client";

export function checkCookies(response: WebResponse): ScannerFinding[] {
  return response.setCookies.flatMap((line) => {
    const [pair = "", ...attributes] = line.split(";");
    const name = pair.split("=", 1)[0]?.trim() ?? "";
    if (name === "") return [];
    const attributeNames = attributes.map((attribute) => attribute.split("=", 1)[0]?.trim().toLowerCase());
    const missing: RuleId[] = [];
    if (!attributeNames.includes("secure")) missing.push("cookie-without-secure");
    if (!attributeNames.includes("httponly")) missing.push("cookie-without-httponly");
    if (!attributeNames.includes("samesite")) missing.push("cookie-without-samesite");
    const shown = [`${name}=${maskValue(pair.slice(name.length + 1))}`, ...attributes].join(";");
    return missing.map((ruleId) =>
      findingOf(ruleId, { location: response.url.pathname, key: name, evidence: `set-cookie: ${shown}` }),
    );
  });
}
