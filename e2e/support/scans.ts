import type { DemoTarget } from "@/demo/target/start-demo-target";
import type { JobView } from "@/lib/contracts/job";
import type { TestTenant } from "./people";

/** A web scan of the slow site that runs for about `seconds` (4 to 23): a second a request. */
export function slowScan(target: DemoTarget, seconds: number) {
  const usualRequests = 3;
  const paths_extra = Array.from({ length: seconds - usualRequests }, (_, place) => `/slow/none-${place}`);
  return { tool: "http-headers", target: target.slowUrl, profile: "quick", options: { paths_extra } };
}

export async function submit(tenant: TestTenant, scan: object): Promise<JobView> {
  return (await tenant.api.call<{ job: JobView }>("POST", "/api/v1/platform-jobs", scan)).job;
}

export async function readScan(tenant: TestTenant, id: string): Promise<JobView> {
  return (await tenant.api.call<{ job: JobView }>("GET", `/api/v1/platform-jobs/${id}`)).job;
}
