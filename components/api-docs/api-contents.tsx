import Link from "next/link";
import { API_AREAS } from "@/components/api-docs/api-areas";
import { cn } from "@/lib/client/cn";
import { paths } from "@/lib/client/paths";

const areaLink = "block rounded-sm py-[3px] font-semibold text-sm hover:underline aria-[current]:text-accent";
const operationLink = "block rounded-sm py-[3px] text-ink-2 text-sm hover:text-ink hover:underline";

/**
 * The way to every area; the one that is shown, by its slug, lists its operations. Where there is no room beside a page
 * only the first page has it, and the others lead back there.
 */
export function ApiContents({ current }: { current: string | null }) {
  return (
    <nav
      aria-label="Contents"
      className={cn(
        "mb-6 lg:sticky lg:top-6 lg:mb-0 lg:max-h-[calc(100vh-3rem)] lg:self-start lg:overflow-y-auto",
        current !== null && "max-lg:hidden",
      )}
    >
      <ul className="grid gap-x-3 gap-y-1 max-lg:grid-cols-2 max-sm:grid-cols-1">
        {API_AREAS.map(({ name, slug, contracts }) => (
          <li key={slug}>
            <Link
              href={paths.apiArea(slug)}
              prefetch={false}
              aria-current={slug === current ? "page" : undefined}
              className={areaLink}
            >
              {name}
            </Link>
            {slug === current ? (
              <ul className="mb-2">
                {contracts.map(({ id }) => (
                  <li key={id}>
                    <a href={`#${id}`} className={operationLink}>
                      {id}
                    </a>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
        <li>
          <Link
            href={paths.apiTypes}
            prefetch={false}
            aria-current={current === "types" ? "page" : undefined}
            className={areaLink}
          >
            Types
          </Link>
        </li>
      </ul>
    </nav>
  );
}
