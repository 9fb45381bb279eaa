/** @param {string} name @param {string} folder @param {string[]} ignored */
const project = (name, folder, ignored = []) => ({
  displayName: name,
  testEnvironment: "node",
  testMatch: [`<rootDir>/${folder}/**/*.test.ts`],
  testPathIgnorePatterns: ["/node_modules/", "/cdktf.out/", "/test/fixtures/", ...ignored],
  modulePathIgnorePatterns: ["<rootDir>/lib/", "/cdktf.out/"],
  moduleNameMapper: {
    "^cdktf-groupware$": "<rootDir>/src/index.ts",
    "^cdktf-groupware/testing$": "<rootDir>/src/testing/index.ts",
  },
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2023", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
});

/** The suites that need more than Node: each is a project of its own, so that `npm test` runs everywhere. */
const special = ["images", "e2e", "packaging"];

export default {
  projects: [
    project(
      "unit",
      "test",
      special.map((name) => `<rootDir>/test/${name}/`),
    ),
    ...special.map((name) => project(name, `test/${name}`)),
  ],
};
