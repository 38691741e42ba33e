import { describe, expect, it } from "vitest";
import { splitStatements } from "./split-statements";

describe("splitStatements", () => {
  it("cuts at the semicolons between statements and drops what is only comment", () => {
    expect(splitStatements("-- head;\nSELECT 1;\n\n/* a; /* nested; */ */ SELECT 2 ;\n-- tail;\n;")).toEqual([
      "-- head;\nSELECT 1",
      "/* a; /* nested; */ */ SELECT 2",
    ]);
  });

  it("leaves semicolons inside quotes, names and function bodies alone", () => {
    const statements = [
      "SELECT 'it''s; here', E'it\\'s; there', \"odd;\"\"name\"",
      "DO $$ BEGIN PERFORM 1; END $$",
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$ SELECT '$$;'; $body$",
      "SELECT a$b$c FROM t",
      "SELECT 'x'",
    ];
    expect(splitStatements(statements.join(";\n"))).toEqual(statements);
  });
});
