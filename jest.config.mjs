/** @param {string} name @param {string[]} patterns */
const project = (name, patterns) => ({
  displayName: name,
  testEnvironment: "node",
  testMatch: patterns,
  testPathIgnorePatterns: ["/node_modules/", "/cdktf.out/", "/test/fixtures/"],
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
    project("unit", ["<rootDir>/test/**/*.test.ts", ...special.map((name) => `!<rootDir>/test/${name}/**`)]),
    ...special.map((name) => project(name, [`<rootDir>/test/${name}/**/*.test.ts`])),
  ],
};
