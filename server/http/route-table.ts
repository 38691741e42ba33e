import type { RouteHandler } from "@/lib/http/define-route";

/** The handlers of one route file, by method. */
export type RouteModule = Partial<Record<string, RouteHandler>>;

export interface RouteMatch {
  handlers: Map<string, RouteHandler>;
  params: Record<string, string>;
}

interface Node {
  literals: Map<string, Node>;
  parameter: { name: string; node: Node } | null;
  handlers: Map<string, RouteHandler> | null;
}

/**
 * Finds the handlers for a path, as Next's router would: a literal segment wins over a parameter.
 * Built from the contracts of the handlers themselves, so the table cannot disagree with the routes.
 */
export class RouteTable {
  private readonly root = newNode();

  constructor(modules: readonly RouteModule[]) {
    for (const module of modules) {
      for (const handler of Object.values(module)) if (handler?.contract) this.add(handler);
    }
  }

  match(pathname: string): RouteMatch | null {
    let segments: string[];
    try {
      segments = pathname.split("/").slice(1).map(decodeURIComponent);
    } catch {
      return null;
    }
    return find(this.root, segments, 0, {});
  }

  private add(handler: RouteHandler): void {
    let node = this.root;
    for (const segment of handler.contract.path.split("/").slice(1)) {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      node = name ? parameterOf(node, name) : literalOf(node, segment);
    }
    node.handlers ??= new Map();
    node.handlers.set(handler.contract.method, handler);
  }
}

function newNode(): Node {
  return { literals: new Map(), parameter: null, handlers: null };
}

function literalOf(node: Node, segment: string): Node {
  const known = node.literals.get(segment) ?? newNode();
  node.literals.set(segment, known);
  return known;
}

function parameterOf(node: Node, name: string): Node {
  node.parameter ??= { name, node: newNode() };
  return node.parameter.node;
}

function find(
  node: Node,
  segments: string[],
  index: number,
  params: Record<string, string>,
): RouteMatch | null {
  const segment = segments[index];
  if (segment === undefined) return node.handlers ? { handlers: node.handlers, params } : null;
  const literal = node.literals.get(segment);
  const found = literal ? find(literal, segments, index + 1, params) : null;
  if (found || !node.parameter || segment === "") return found;
  return find(node.parameter.node, segments, index + 1, { ...params, [node.parameter.name]: segment });
}
