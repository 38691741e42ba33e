"use client";

import { useState } from "react";
import { signInWithProvider } from "@/components/auth/next-auth-client";
import { RefusalNotice } from "@/components/auth/refusal-notice";
import { Button } from "@/components/ui/button";
import { ApiError } from "@/lib/client/api-error";

type ProviderButtonsProps = { providers: { id: string; name: string }[]; callbackUrl: string };

/** One button a configured sign-in provider. */
export function ProviderButtons({ providers, callbackUrl }: ProviderButtonsProps) {
  const [busyId, setBusyId] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  async function leave(id: string): Promise<void> {
    setBusyId(id);
    setError(null);
    try {
      await signInWithProvider(id, callbackUrl);
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("Something went wrong. Try again.", null));
      setBusyId(null);
    }
  }
  return (
    <div className="flex flex-col gap-2.5">
      <p className="flex items-center gap-3 text-ink-3 text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <RefusalNotice error={error} />
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="lg"
          loading={busyId === id}
          disabled={busyId !== null}
          onClick={() => leave(id)}
        >
          Continue with {name}
        </Button>
      ))}
    </div>
  );
}
