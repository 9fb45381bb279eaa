import { ContainerService } from "../docker";
import { duration } from "../docker/duration-schema";
import { size } from "../docker/size-schema";
import { portNumber } from "../internal/leaves";
import {
  atLeastOne,
  consistent,
  contradiction,
  flag,
  instance,
  integer,
  line,
  list,
  struct,
  text,
} from "../internal/schema";
import { Duration } from "../units";
import { cidr, publicHost, publicPath } from "./leaves-schema";

const service = instance("ContainerService", () => ContainerService, 'new ContainerService(host, "web", …)');

const WELL_KNOWN_NAME = /^[a-z0-9][a-z0-9-]*$/;

const needs = struct({
  port: portNumber,
  publicUrl: line().optional(),
  servedPath: publicPath.optional(),
  allowedHosts: list(line()).optional(),
  wellKnown: list(struct({ name: text("a name such as caldav", WELL_KNOWN_NAME), path: publicPath })).optional(),
  methods: list(text("a method such as PROPFIND", /^[A-Z]+$/)).optional(),
  largestUpload: size("Size.gibibytes(1)").optional(),
  longestResponse: instance("Duration", () => Duration, "Duration.minutes(15)").optional(),
  upgrades: flag().optional(),
});

export const httpServiceSchema = struct({ service, http: needs });

export const tlsServiceSchema = struct({
  service,
  tls: struct({ port: portNumber, challengePort: portNumber.optional() }),
});

export const routeSchema = consistent(
  struct({
    host: publicHost,
    aliases: list(publicHost).optional(),
    path: publicPath.optional(),
    wellKnown: flag().optional(),
    responseTimeout: duration(Duration.seconds(1), Duration.hours(24), "Duration.minutes(15)").optional(),
    strictTransport: duration(Duration.seconds(0), Duration.days(730), "Duration.days(365)").optional(),
    rateLimit: struct({ average: integer(1, 1_000_000), burst: integer(1, 1_000_000).optional() }).optional(),
    allowFrom: atLeastOne(list(cidr)).optional(),
  }),
  ({ host, aliases = [] }, context) => {
    const names = [host, ...aliases].map((name) => name.toLowerCase());
    aliases.forEach((alias, index) => {
      if (names.indexOf(alias.toLowerCase()) > index) return;
      contradiction(context, {
        path: ["aliases", index],
        what: "names the route a second time",
        got: alias,
        expected: "each name once",
        fix: "take it out of `aliases`",
      });
    });
  },
);

export const passthroughSchema = consistent(struct({ hosts: atLeastOne(list(publicHost)) }), ({ hosts }, context) => {
  hosts.forEach((host, index) => {
    const isTwice = hosts.slice(0, index).some((other) => other.toLowerCase() === host.toLowerCase());
    if (!isTwice) return;
    contradiction(context, {
      path: ["hosts", index],
      what: "names the service a second time",
      got: host,
      expected: "each name once",
      fix: "take it out of `hosts`",
    });
  });
});
