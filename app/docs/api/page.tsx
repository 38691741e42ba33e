import type { Metadata } from "next";
import { ApiDocsPage } from "@/components/api-docs/api-docs-page";
import { OperationList } from "@/components/api-docs/operation-list";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "@/components/ui/page-header";

export const metadata: Metadata = {
  title: "API reference",
  description:
    "Every operation of the Muster API: who may call it, what it takes, what it answers and what it refuses.",
};

export default function ApiReferencePage() {
  return (
    <>
      <PageHeader
        title="API reference"
        description="JSON in snake_case, times in UTC, lists as items and next_cursor. Send an API key as a Bearer token. Every refusal is a problem document with a stable code; any operation can also answer 500 internal_error and 503 service_unavailable, which may be repeated, and a malformed or slow request can get 405, 408 (a body that takes over 30 s) or 431."
        actions={
          <ButtonLink href="/api/v1/openapi.json" prefetch={false}>
            OpenAPI 3.1
          </ButtonLink>
        }
      />
      <ApiDocsPage current={null}>
        <OperationList />
      </ApiDocsPage>
    </>
  );
}
