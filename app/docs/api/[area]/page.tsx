import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { API_AREAS, type ApiArea } from "@/components/api-docs/api-areas";
import { ApiDocsPage } from "@/components/api-docs/api-docs-page";
import { AreaReference } from "@/components/api-docs/area-reference";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/client/paths";
import { apiDescription } from "@/lib/http/api-description";

interface AreaPageProps {
  params: Promise<{ area: string }>;
}

async function areaOf({ params }: AreaPageProps): Promise<ApiArea> {
  const { area: slug } = await params;
  return API_AREAS.find((area) => area.slug === slug) ?? notFound();
}

export async function generateMetadata(props: AreaPageProps): Promise<Metadata> {
  return { title: `${(await areaOf(props)).name} · API reference` };
}

export default async function ApiAreaPage(props: AreaPageProps) {
  const area = await areaOf(props);
  return (
    <>
      <PageHeader title={area.name} crumbs={[{ label: "API reference", href: paths.apiDocs }]} />
      <ApiDocsPage current={area.slug}>
        <AreaReference area={area} document={apiDescription()} />
      </ApiDocsPage>
    </>
  );
}
