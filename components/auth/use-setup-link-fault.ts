"use client";

import { useEffect, useState } from "react";
import { ApiError } from "@/lib/client/api-error";
import { apiFetch } from "@/lib/client/api-fetch";
import { checkSetupLink } from "@/lib/client/operations/account";

/** What is wrong with the link, asked once it is known; null while nothing is known to be. Without an answer the form tells. */
export function useSetupLinkFault(token: string | null | undefined): ApiError | null {
  const [fault, setFault] = useState<ApiError | null>(null);
  useEffect(() => {
    if (!token) return;
    let isGone = false;
    apiFetch(checkSetupLink, { body: { token } }).catch((error: unknown) => {
      if (!isGone && error instanceof ApiError) setFault(error);
    });
    return () => {
      isGone = true;
    };
  }, [token]);
  return fault;
}
