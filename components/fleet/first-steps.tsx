import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { adminPaths } from "@/lib/client/admin-paths";

/** What an empty platform needs before the first scan can run. */
export function FirstSteps() {
  return (
    <Card>
      <CardHeader
        title="No agent has joined yet"
        description="Scans wait until an agent of their tier is online."
      />
      <CardBody className="space-y-4">
        <ol className="list-decimal space-y-1 pl-5 text-ink-2">
          <li>Create a bootstrap token for a tier.</li>
          <li>Run its one-line join command on a host, then start the agent there.</li>
          <li>Create a tenant and invite its owner.</li>
        </ol>
        <div className="flex flex-wrap gap-2">
          <CreateTokenDialog />
          <ButtonLink href={adminPaths.tenants}>Go to tenants</ButtonLink>
        </div>
      </CardBody>
    </Card>
  );
}
