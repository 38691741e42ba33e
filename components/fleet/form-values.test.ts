import { expect, test } from "vitest";
import { labelLines, parseLabels, splitWords } from "@/components/fleet/form-values";

test("words are parted by commas, spaces and lines, each once", () => {
  expect(splitWords(" nmap, sslscan\nnmap ,,gpu ")).toEqual(["nmap", "sslscan", "gpu"]);
  expect(splitWords("")).toEqual([]);
});

test("labels come back as they were written, also with an equals sign in the value", () => {
  const labels = { rack: "7", query: "a=b", bare: "" };
  expect(parseLabels(labelLines(labels))).toEqual(labels);
  expect(parseLabels("\n rack = 7 \n")).toEqual({ rack: "7" });
});
