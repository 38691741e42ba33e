/**
 * Reads a tool's XML as hostile input: its texts come from the scanned host.
 *
 * Promise: a plain tree or null; no entity declarations, no files above the size limit, nothing fetched.
 */
import { readFile, stat } from "node:fs/promises";
import { XMLParser, XMLValidator } from "fast-xml-parser";

const maxXmlBytes = 16 * 1024 * 1024;
const attributesKey = ":@";

export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: XmlNode[];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: true,
  // Decoded below in one pass, numeric references too, which the parser leaves alone.
  processEntities: false,
  cdataPropName: "#cdata",
});

export async function readXmlFile(file: string): Promise<XmlNode | null> {
  try {
    if ((await stat(file)).size > maxXmlBytes) return null;
    return readXml(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

export function readXml(text: string): XmlNode | null {
  // A truncated file must not pass for a short one.
  if (/<!ENTITY/i.test(text) || XMLValidator.validate(text) !== true) return null;
  try {
    const roots = toNodes(parser.parse(text));
    return roots.find((node) => !node.name.startsWith("#") && !node.name.startsWith("!")) ?? null;
  } catch {
    return null;
  }
}

function toNodes(parsed: unknown): XmlNode[] {
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((item: Record<string, unknown>) => {
    const name = Object.keys(item).find((key) => key !== attributesKey);
    if (name === undefined) return [];
    const content = item[name];
    if (name === "#text") return [{ name, attributes: {}, text: decode(String(content)), children: [] }];
    const children = toNodes(content);
    const text = children.map((child) => (child.name === "#text" ? child.text : "")).join("");
    // The parser hands over a CDATA section as an element around its raw text; the entities in it are no entities.
    if (name === "#cdata") return [{ name: "#text", attributes: {}, text: rawText(content), children: [] }];
    const attributes = Object.fromEntries(
      Object.entries(item[attributesKey] ?? {}).map(([key, value]) => [key, decode(String(value))]),
    );
    return [{ name, attributes, text, children: children.filter((child) => child.name !== "#text") }];
  });
}

function rawText(content: unknown): string {
  return Array.isArray(content)
    ? content.map((item: Record<string, unknown>) => String(item["#text"] ?? "")).join("")
    : "";
}

const namedEntities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return namedEntities[String(name).toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

export function childrenOf(node: XmlNode | undefined | null, name: string): XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

export function childOf(node: XmlNode | undefined | null, ...path: string[]): XmlNode | undefined {
  let current = node ?? undefined;
  for (const name of path) current = childrenOf(current, name)[0];
  return current;
}
