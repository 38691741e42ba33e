import type { Metadata } from "next";
import { ApiDocsPage } from "@/components/api-docs/api-docs-page";
import { namedTypes } from "@/components/api-docs/named-types";
import { TypeList } from "@/components/api-docs/type-list";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/client/paths";
import { apiDescription } from "@/lib/http/api-description";

export const metadata: Metadata = { title: "Types · API reference" };

export default function ApiTypesPage() {
  return (
    <>
      <PageHeader title="Types" crumbs={[{ label: "API reference", href: paths.apiDocs }]} />
      <ApiDocsPage current="types">
        <TypeList types={namedTypes(apiDescription())} />
      </ApiDocsPage>
    </>
  );
}
