import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApiDocsPage } from "@/components/api-docs/api-docs-page";
import { NamedType } from "@/components/api-docs/named-type";
import { namedTypes } from "@/components/api-docs/named-types";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/client/paths";
import { apiDescription } from "@/lib/http/api-description";

interface TypePageProps {
  params: Promise<{ name: string }>;
}

async function typeOf({ params }: TypePageProps) {
  const { name } = await params;
  return namedTypes(apiDescription()).find(([known]) => known === name) ?? notFound();
}

export async function generateMetadata(props: TypePageProps): Promise<Metadata> {
  const [name] = await typeOf(props);
  return { title: `${name} · API reference` };
}

export default async function ApiTypePage(props: TypePageProps) {
  const [name, schema] = await typeOf(props);
  return (
    <>
      <PageHeader
        title={name}
        description={schema.description}
        crumbs={[
          { label: "API reference", href: paths.apiDocs },
          { label: "Types", href: paths.apiTypes },
        ]}
      />
      <ApiDocsPage current="types">
        <NamedType name={name} schema={schema} />
      </ApiDocsPage>
    </>
  );
}
