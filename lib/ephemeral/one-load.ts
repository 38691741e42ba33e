/** Callers that ask for the same name while it is being loaded share that load. */
export class OneLoad {
  private readonly loading = new Map<string, Promise<unknown>>();

  run<T>(name: string, load: () => Promise<T>): Promise<T> {
    const known = this.loading.get(name);
    // One name is loaded by one function.
    if (known) return known as Promise<T>;
    const made = load().finally(() => this.loading.delete(name));
    this.loading.set(name, made);
    return made;
  }
}
