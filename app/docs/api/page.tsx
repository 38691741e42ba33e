import type { Metadata } from "next";
import Link from "next/link";
import { ApiReference } from "@/components/api-docs/api-reference";
import { BrandMark } from "@/components/layout/brand-mark";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "@/components/ui/page-header";
import { apiDescription } from "@/lib/http/api-description";

export const metadata: Metadata = {
  title: "API reference",
  description:
    "Every operation of the Muster API: who may call it, what it takes, what it answers and what it refuses.",
};

export default function ApiReferencePage() {
  return (
    <div className="mx-auto max-w-page px-4 py-6 sm:px-6">
      <header>
        <Link href="/" className="mb-6 inline-flex items-center gap-2 rounded-sm font-semibold">
          <BrandMark className="text-accent" />
          Muster
        </Link>
      </header>
      <main id="main">
        <PageHeader
          title="API reference"
          description="JSON in snake_case, times in UTC, lists as items and next_cursor. Send an API key as a Bearer token. Every refusal is a problem document with a stable code; any operation can also answer 500 internal_error and 503 service_unavailable, which may be repeated."
          actions={
            <ButtonLink href="/api/v1/openapi.json" prefetch={false}>
              OpenAPI 3.1
            </ButtonLink>
          }
        />
        <ApiReference document={apiDescription()} />
      </main>
    </div>
  );
}
