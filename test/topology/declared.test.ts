import { RootConstruct } from "constructs";
import { refusalOf } from "../../src/testing";
import { Topology } from "../../src/topology";

describe("a declaration", () => {
  const root = new RootConstruct();
  const declare = (declaration?: object) => refusalOf(() => Topology.of(root).declareContainer(declaration as never));

  test("that lacks something is refused where it is made", () => {
    expect(declare({ construct: root, name: "imap", host: null })).toBe(`Topology.declareContainer: 2 problems

  ✗ host   is required
      got       null
      expected  a value
      fix       pass \`host\`

  ✗ kind   is required
      got       nothing
      expected  a value
      fix       pass \`kind\``);
  });

  test("is an object", () => {
    expect(declare()).toContain("fix       pass `construct`, `host`, `name`, `kind`");
  });
});
