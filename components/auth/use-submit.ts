"use client";

import { type FormEvent, useState } from "react";
import { ApiError } from "@/lib/client/api-error";

/**
 * Runs a form's one action: no second submit while the first is on its way or after it has succeeded (the page is then
 * about to be left), and the refusal at hand to be shown. `fields` are the form's texts by name.
 */
export function useSubmit(action: (fields: Record<string, string>) => Promise<void>) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  async function onSubmit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const fields: Record<string, string> = {};
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === "string") fields[name] = value;
    }
    setIsBusy(true);
    setError(null);
    try {
      await action(fields);
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("Something went wrong. Try again.", null));
      setIsBusy(false);
    }
  }
  return { onSubmit, isBusy, error };
}
