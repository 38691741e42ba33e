import { useCallback, useEffect, useEffectEvent, useState } from "react";

/** Code that a page needs only after its reader has done something; fetched once for all places that use it. */
export interface OnDemand<T extends object> {
  load: () => Promise<T>;
  loaded: T | null;
}

export function onDemand<T extends object>(load: () => Promise<T>): OnDemand<T> {
  return { load, loaded: null };
}

interface Demand {
  isWanted: boolean;
  /** It could not be fetched: take the wish back, so that the next press asks again. */
  onFailure: () => void;
}

/** The code, null until it is there, and `prepare`, which fetches it before it is wanted. */
export function useOnDemand<T extends object>(
  source: OnDemand<T>,
  { isWanted, onFailure }: Demand,
): { code: T | null; prepare: () => void } {
  const [code, setCode] = useState(source.loaded);
  const giveUp = useEffectEvent(onFailure);

  const fetchCode = useCallback(async () => {
    source.loaded ??= await source.load();
    setCode(source.loaded);
  }, [source]);
  const prepare = useCallback(() => void fetchCode().catch(() => {}), [fetchCode]);

  useEffect(() => {
    if (isWanted) void fetchCode().catch(() => giveUp());
  }, [isWanted, fetchCode]);

  return { code, prepare };
}
