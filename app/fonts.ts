import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";

/** Both faces come from the npm package and are served from this origin; nothing is fetched from a font host. */
export const fontVariables = `${GeistSans.variable} ${GeistMono.variable}`;
