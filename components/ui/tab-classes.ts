export const tabListClasses =
  "flex gap-1 overflow-x-auto border-line border-b [scrollbar-width:none] [&::-webkit-scrollbar]:hidden";

export const tabClasses =
  "-mb-px inline-flex min-h-9 shrink-0 items-center gap-2 border-transparent border-b-2 px-2.5 text-ink-2 text-sm transition-colors duration-100 hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink";
