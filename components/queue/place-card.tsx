import { ordinal } from "@/components/jobs/ordinal";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { TierBadge } from "@/components/ui/tier-badge";
import { Timestamp } from "@/components/ui/timestamp";
import type { JobExplanation } from "@/lib/contracts/admin-explain";

type Place = NonNullable<JobExplanation["place"]>;

/** Where a waiting job stands, in the figures that the claim goes by. */
export function PlaceCard({ job, place }: { job: JobExplanation["job"]; place: Place }) {
  const start = job.waiting?.estimated_start;
  return (
    <Card aria-labelledby="place-title">
      <CardHeader
        id="place-title"
        title={job.waiting ? `${ordinal(job.waiting.position)} in fair order` : "In fair order"}
        description={job.waiting ? `The tenant reads: ${job.waiting.message}` : undefined}
      />
      <CardBody className="grid items-start gap-x-10 gap-y-2 lg:grid-cols-2">
        <Facts
          items={[
            { label: "Key", value: place.order_key.toFixed(1) },
            { label: "Weight", value: place.weight },
            {
              label: "Highest tier",
              value: place.tier_ceiling ? <TierBadge tier={place.tier_ceiling} /> : "none of the platform's",
            },
          ]}
        />
        <Facts
          items={[
            { label: "Own jobs ahead", value: place.own_jobs_ahead },
            { label: "Tenant runs", value: `${place.running} of ${place.max_concurrent}` },
            {
              label: "Expected start",
              value: start ? (
                <>
                  <Timestamp at={start.p50} /> to <Timestamp at={start.p90} />
                </>
              ) : (
                "cannot be said"
              ),
            },
          ]}
        />
      </CardBody>
    </Card>
  );
}
