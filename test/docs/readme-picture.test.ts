import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Topology } from "cdktf-groupware";
import { testApp } from "cdktf-groupware/testing";
import { CalendarsStack } from "../../examples/calendars/calendars-stack";

test("the picture in the README is that of the example (`npm run docgen` draws it)", () => {
  const readme = readFileSync(resolve(__dirname, "../../README.md"), "utf8");
  const stack = new CalendarsStack(testApp(), "calendars");

  const picture = /<!-- topology -->\n\n```mermaid\n([\s\S]*?)```\n\n<!-- \/topology -->/.exec(readme)?.[1];

  expect(picture).toBe(Topology.of(stack).toMermaid());
});
