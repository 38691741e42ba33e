import { paths } from "@/lib/client/paths";

/** The session has ended. A full load, so that nothing of the old session stays in memory; the page is returned to. */
export function goToLogin(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`${paths.login}?${new URLSearchParams({ callbackUrl: here })}`);
}
