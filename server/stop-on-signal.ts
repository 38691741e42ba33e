/**
 * Runs `stop` at the first SIGINT or SIGTERM and exits with `exitCode`; a second signal exits at once.
 * Whatever `stop` throws is printed, and the exit code is 1 then.
 */
export function stopOnSignal(stop: () => Promise<void>, exitCode = 0): void {
  let stopping = false;
  const handle = () => {
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
}
