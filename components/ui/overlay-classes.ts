export const overlayClasses = "fixed inset-0 z-40 bg-overlay data-[state=open]:animate-appear";

/** Sits at the bottom edge on a phone, in the middle from 640 px on; scrolls inside itself, never past the screen. */
export const dialogClasses =
  "fixed inset-x-3 bottom-3 z-50 mx-auto flex max-h-[calc(100dvh-1.5rem)] flex-col rounded-lg border border-line bg-panel shadow-pop focus:outline-none data-[state=open]:animate-rise sm:inset-x-6 sm:bottom-auto sm:top-[12vh] sm:max-h-[76vh]";

export const menuClasses =
  "z-50 min-w-44 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-lg border border-line-2 bg-panel p-1 shadow-pop focus:outline-none data-[state=open]:animate-appear";
