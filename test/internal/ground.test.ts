import { spawnSync } from "node:child_process";
import { Token } from "cdktf";
import { canonicalJson, digest } from "../../src/internal/hash";
import * as ip from "../../src/internal/ip";
import { ABSOLUTE_PATH, DOCKER_NAME, ENVIRONMENT_NAME, HOST_NAME, dockerName } from "../../src/internal/names";
import { renderProblems } from "../../src/internal/problems";
import { shellWord } from "../../src/internal/shell";
import { hasToken, isUnknown, literal, withoutTokens } from "../../src/internal/tokens";
import { nearest, show, withArticle } from "../../src/internal/words";

describe("addresses", () => {
  test.each([
    ["172.29.77.9/24", "172.29.77.0/24"],
    ["172.29.77.0/24", "172.29.77.0/24"],
    ["FD00:29:0:0::1/64", "fd00:29::/64"],
    ["10.0.0.1/32", "10.0.0.1/32"],
    ["not one", undefined],
    ["172.29.0.0/33", undefined],
    ["172.29.0.0", undefined],
  ])("the canonical form of %s is %s", (given, expected) => {
    expect(ip.canonicalCidr(given)).toBe(expected);
  });

  test.each([
    ["172.29.0.0", true],
    ["172.29.0.255", true],
    ["172.29.1.0", false],
    ["fd00::1", false],
    ["nonsense", false],
  ])("172.29.0.0/24 contains %s: %s", (address, expected) => {
    expect(ip.contains(ip.parseCidr("172.29.0.0/24")!, address)).toBe(expected);
  });

  test("ranges overlap where they share an address, and only within a family", () => {
    const range = (cidr: string): ip.AddressRange => ip.parseCidr(cidr)!;

    expect(ip.overlaps(range("10.0.0.0/8"), range("10.255.0.0/16"))).toBe(true);
    expect(ip.overlaps(range("10.0.0.0/25"), range("10.0.0.128/25"))).toBe(false);
    expect(ip.overlaps(range("0.0.0.0/0"), range("::/0"))).toBe(false);
    expect(ip.containsRange(range("10.0.0.0/8"), range("10.255.0.0/16"))).toBe(true);
    expect(ip.containsRange(range("10.255.0.0/16"), range("10.0.0.0/8"))).toBe(false);
  });

  test("a subnet has its gateway first and its pool in the upper half", () => {
    const small = ip.parseCidr("172.29.0.8/29")!;
    const six = ip.parseCidr("fd00:29::/64")!;

    expect([ip.firstHost(small), ip.upperHalf(small)]).toEqual(["172.29.0.9", "172.29.0.12/30"]);
    expect([ip.firstHost(six), ip.upperHalf(six)]).toEqual(["fd00:29::1", "fd00:29:0:0:8000::/65"]);
  });

  test.each(["10.1", "0x7f.0.0.1", "010.0.0.1", "1.2.3.4.5", "1.2.3.256", ""])("%p is no address", (text) => {
    expect(ip.parseAddress(text)).toBeUndefined();
  });
});

describe("names", () => {
  test.each([
    [["caldav"], "caldav"],
    [["PostgresData", "Volume"], "postgres-data-volume"],
    [["mail@example.org"], "mail-example.org"],
    [["_x"], "x"],
    [["Ünïcode 7"], "n-code-7"],
  ])("%p become %s on the engine", (parts, expected) => {
    expect(dockerName(parts)).toBe(expected);
    expect(expected).toMatch(DOCKER_NAME);
  });

  test.each([
    ["calendar.example.org", true],
    ["a", true],
    ["-a", false],
    ["a-", false],
    ["a..b", false],
    ["under_score", false],
    ["x".repeat(64), false],
    [`${"abcdefg.".repeat(32)}org`, false],
  ])("host name %s: %s", (name, expected) => {
    expect(HOST_NAME.test(name)).toBe(expected);
  });

  test.each([
    ["/srv/data", true],
    ["/", false],
    ["/srv/", false],
    ["/srv//data", false],
    ["/srv/../etc", false],
    ["/srv/.", false],
    ["/srv/.hidden", true],
    ["srv", false],
    ["/a:b", false],
    ["/a\nb", false],
  ])("absolute path %j: %s", (path, expected) => {
    expect(ABSOLUTE_PATH.test(path)).toBe(expected);
  });

  test("of environment variables are those that a shell can export", () => {
    expect(["A_1", "_a", "1A", "A-B", "A.B", ""].filter((name) => ENVIRONMENT_NAME.test(name))).toEqual(["A_1", "_a"]);
  });
});

describe("words for a shell", () => {
  test.each(["plain-1.2/x:y", "", "two words", "it's", "$(id)`id`", "a\nb", "*", "~", "ünïcode", "'"])(
    "%j comes out of a shell as it went in",
    (word) => {
      const { stdout } = spawnSync("/bin/sh", ["-c", `printf '[%s]' ${shellWord(word)}`], { encoding: "utf8" });

      expect(stdout).toBe(`[${word}]`);
    },
  );
});

describe("values that only Terraform knows", () => {
  test.each([
    [Token.asString({ resolve: () => "x" }), true],
    [Token.asNumber({ resolve: () => 1 }), true],
    ["${var.subnet}", true],
    ["%{ if true }a%{ endif }", true],
    ["$5", false],
    ["100%", false],
    [-1, false],
    [undefined, false],
    [{}, false],
  ])("%p: %s", (value, expected) => {
    expect(isUnknown(value)).toBe(expected);
  });

  test("text for a program keeps its own `${…}` and `%{…}`, and its tokens", () => {
    const token = Token.asString({ resolve: () => "x" });

    expect(literal(`\${HOME} %{x} $$ ${token}`)).toBe(`$\${HOME} %%{x} $$ ${token}`);
    expect(hasToken(literal(token))).toBe(true);
  });

  test("are words where a person reads", () => {
    const token = Token.asString({ resolve: () => "x" });

    expect(withoutTokens(`http://${token}:80`)).toBe("http://(known to Terraform):80");
  });
});

describe("values in errors", () => {
  test.each([
    [undefined, "nothing"],
    [null, "null"],
    ["a\n", '"a\\n"'],
    ["${var.a}", "a value that only Terraform knows"],
    ["x".repeat(200), `"${"x".repeat(117)}..."`],
    [Number.NaN, "NaN"],
    [true, "true"],
    [10n, "10"],
    [Symbol("s"), "a symbol"],
    [() => 1, "the function (no name)"],
    [[], "an empty list"],
    [[1, 2], "a list of 2"],
    [{ password: "hunter2" }, "an Object"],
    [new Map(), "a Map"],
    [Object.create(null), "an Object"],
    [{ constructor: "x" }, "an Object"],
  ])("%p is shown as %s", (value, expected) => {
    expect(show(value)).toBe(expected);
  });

  test("have their article", () => {
    expect([withArticle("Duration"), withArticle("Endpoint")]).toEqual(["a Duration", "an Endpoint"]);
  });

  test.each([
    ["subent", "subnet"],
    ["Subnet", "subnet"],
    ["net", undefined],
    ["completely different", undefined],
  ])("%s means %s", (word, expected) => {
    expect(nearest(word, ["subnet", "gateway", "ipRange"])).toBe(expected);
  });
});

describe("problems", () => {
  test("stand construct by construct, each part on a line of its own", () => {
    const text = renderProblems([
      {
        path: "calendars/host/caldav",
        problems: [
          {
            name: "port",
            what: "is taken",
            got: "80",
            expected: "a free one",
            fix: "change `port`",
            accept: "do it()",
          },
          { name: "image", what: "is old", fix: "update it" },
        ],
      },
      { path: "calendars/host/db", problems: [{ name: "x", what: "y", fix: "z" }] },
    ]);

    expect(text).toBe(`calendars/host/caldav: 2 problems

  ✗ port   is taken
      got       80
      expected  a free one
      fix       change \`port\`
      accept    do it()

  ✗ image   is old
      fix       update it

calendars/host/db: 1 problem

  ✗ x   y
      fix       z`);
  });
});

describe("digests", () => {
  test("do not depend on the order of keys, but on that of lists", () => {
    const of = (value: unknown): string => digest(canonicalJson(value));

    expect(of({ a: 1, b: { c: 2, d: 3 } })).toBe(of({ b: { d: 3, c: 2 }, a: 1 }));
    expect(of(["a", "b"])).not.toBe(of(["b", "a"]));
  });

  test("tell what is absent from what is empty", () => {
    expect(canonicalJson({ a: undefined })).toBe("{}");
    expect(canonicalJson({ a: "" })).toBe('{"a":""}');
  });
});
