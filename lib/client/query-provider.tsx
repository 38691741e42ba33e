"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { goToLogin } from "@/lib/client/go-to-login";
import { makeQueryClient } from "@/lib/client/query-client";

/** One cache a mounted console: on the server each request has its own, in the browser it lives as long as the layout. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => makeQueryClient(goToLogin));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
