/** What the form and a scan's page call the options of the scanners. */
export const optionLabels: Readonly<Record<string, string>> = {
  paths_extra: "Further paths",
  request_timeout_seconds: "Seconds per request",
  delay_ms: "Milliseconds between requests",
  ports: "Ports",
  connection_timeout_seconds: "Seconds per connection",
};
