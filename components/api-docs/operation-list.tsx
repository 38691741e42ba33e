import Link from "next/link";
import { API_AREAS } from "@/components/api-docs/api-areas";
import { MethodBadge } from "@/components/api-docs/method-badge";
import { Card } from "@/components/ui/card";
import { paths } from "@/lib/client/paths";

/** Every operation in a line; an address ending in its id, such as `#submitJob`, leads to the line. */
export function OperationList() {
  return (
    <div className="grid gap-6">
      {API_AREAS.map(({ name, slug, contracts }) => (
        <section key={slug} aria-labelledby={`area-${slug}`} className="grid min-w-0 gap-2">
          <h2 id={`area-${slug}`} className="scroll-mt-6 font-bold text-lg">
            {name}
          </h2>
          <Card>
            <ul className="divide-y divide-line">
              {contracts.map(({ id, method, path, summary }) => (
                <li
                  key={id}
                  id={id}
                  className="relative scroll-mt-6 px-4 py-2.5 target:bg-accent-soft hover:bg-hover sm:px-4.5"
                >
                  <Link
                    href={paths.apiOperation(slug, id)}
                    prefetch={false}
                    className="font-medium text-ink after:absolute after:inset-0"
                  >
                    {summary}
                  </Link>
                  <p className="mt-1 flex flex-wrap items-center gap-2">
                    <MethodBadge method={method} />
                    <code className="font-mono text-ink-2 text-sm [overflow-wrap:anywhere]">{path}</code>
                  </p>
                </li>
              ))}
            </ul>
          </Card>
        </section>
      ))}
    </div>
  );
}
