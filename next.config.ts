import type { NextConfig } from "next";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

const hstsHeader = { key: "Strict-Transport-Security", value: "max-age=63072000" };

const nextConfig: NextConfig = {
  poweredByHeader: false,
  // `next dev` leaves no generated instruction files in the tree.
  agentRules: false,
  reactStrictMode: true,
  // Types are a step of `npm run check`; a build on a user's machine need not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Native or process-wide modules: one copy in the process, never bundled into a route.
  serverExternalPackages: ["pg", "@redis/client", "pino", "@node-rs/argon2", "prom-client"],
  async headers() {
    return [
      { source: "/:path*", headers: securityHeaders },
      // Only for requests that reached the edge by https: a plain-http demo on a LAN must not lock its host out.
      {
        source: "/:path*",
        has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
        headers: [hstsHeader],
      },
    ];
  },
};

export default nextConfig;
