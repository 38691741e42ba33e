import { expect, it } from "vitest";
import { browserName } from "./browser-name";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const linux = "Mozilla/5.0 (X11; Linux x86_64)";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

it.each([
  [`${linux} ${webkit} Chrome/140.0.0.0 Safari/537.36`, "Chrome on Linux"],
  [`${linux} ${webkit} HeadlessChrome/140.0.0.0 Safari/537.36`, "Chrome on Linux"],
  [`${linux} ${webkit} Ubuntu Chromium/80.0 Chrome/80.0 Safari/537.36`, "Chromium on Linux"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    "Edge on Windows",
  ],
  [`${linux} ${webkit} Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0`, "Opera on Linux"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15`,
    "Safari on macOS",
  ],
  [`${iphone} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`, "Chrome on iOS"],
  [`${iphone} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, "Firefox on iOS"],
  [`${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, "Safari on iOS"],
  ["curl/8.5.0", "curl/8.5.0"],
  [null, "Unknown browser"],
])("a session is named after the browser that %s stands for", (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
