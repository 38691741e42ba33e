import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childOf, readXml } from "./read-xml";

describe("readXml", () => {
  test("reads attributes, numeric references and CDATA as they were meant", () => {
    const root = readXml(
      '<?xml version="1.0"?><!DOCTYPE a><a><b c="1&#xa;&lt;&amp;#10;">x &#65;</b><d><![CDATA[<q>&amp;]]></d></a>',
    );
    expect(childOf(root, "b")).toMatchObject({ attributes: { c: "1\n<&#10;" }, text: "x A" });
    expect(childOf(root, "d")?.text).toBe("<q>&amp;");
  });

  test.each(["", "plain", "<a><b></a>", "<a><b>", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])(
    "%j is not taken for a result",
    (text) => expect(readXml(text)).toBeNull(),
  );

  test("never throws", () => {
    const text = fc.array(
      fc.constantFrom(
        "<a>",
        "</a>",
        "<b c='",
        "'/>",
        "<![CDATA[",
        "]]>",
        "&#x110000;",
        "&#xd800;",
        "<?x",
        "?>",
        "__proto__",
        "x",
      ),
    );
    fc.assert(fc.property(text, (parts) => void readXml(`<r>${parts.join("")}</r>`)));
  });
});
