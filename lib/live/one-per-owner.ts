/** One of a kind for an owner in the whole process: the server's and Next's module graphs share it. */
export function onePerOwner<Owner extends object, Made>(name: string, owner: Owner, make: () => Made): Made {
  const key = Symbol.for(`muster.${name}`);
  const holder = globalThis as { [key: symbol]: WeakMap<Owner, Made> | undefined };
  holder[key] ??= new WeakMap();
  const known = holder[key].get(owner);
  if (known) return known;
  const made = make();
  holder[key].set(owner, made);
  return made;
}
