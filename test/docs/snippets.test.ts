import { compile, pages, snippetsOf } from "./snippets";

describe("the pages for readers", () => {
  test("show TypeScript that compiles", () => {
    const snippets = pages()
      .flatMap((page) => snippetsOf(page, "ts"))
      .filter(({ info }) => !info.includes("ignore"));

    const problems = compile(snippets);

    expect(problems).toEqual([]);
  }, 120_000);

  test("show JSON that parses", () => {
    const texts = pages().flatMap((page) => snippetsOf(page, "json").map(({ text }) => text));

    expect(texts.map((text) => JSON.parse(text) as unknown)).not.toHaveLength(0);
  });
});
