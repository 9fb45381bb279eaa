import { Construct, RootConstruct } from "constructs";
import { variableFor, visibleOf } from "../../src/internal/visible";

const host = new Construct(new RootConstruct(), "host");
const backend = new Construct(host, "calendars-backend");
const job = new Construct(new Construct(backend, "Secrets"), "Write");

test("is the nearest construct that a program made by itself", () => {
  expect(visibleOf(job)).toBe(backend);
  expect(visibleOf(backend)).toBe(backend);
});

test("is the construct itself where a program writes all its ids with a capital", () => {
  const service = new Construct(new RootConstruct("App"), "Service");

  expect(visibleOf(service)).toBe(service);
});

test("has the name that a variable of it may have", () => {
  expect(variableFor(backend)).toBe("calendarsBackend");
});
