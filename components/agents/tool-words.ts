/** "nmap 7.93": a tool as its agent reports it; a version that is not known is left out. */
export function toolWords(tool: { name: string; version: string }): string {
  return tool.version ? `${tool.name} ${tool.version}` : tool.name;
}
