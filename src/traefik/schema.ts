import { ContainerImage } from "../docker";
import type { IMountableVolume, IServiceNetwork } from "../docker";
import { parseCidr } from "../internal/ip";
import { handle, ipAddress, serviceNetwork } from "../internal/leaves";
import { DOCKER_NAME } from "../internal/names";
import {
  consistent,
  contradiction,
  dictionary,
  flag,
  instance,
  integer,
  line,
  list,
  struct,
  text,
  tokenOr,
} from "../internal/schema";
import { CertificateSource } from "../topology";
import { Duration, Size } from "../units";
import { IngressCertificates } from "./ingress-certificates";
import { cidr, durationFrom } from "./leaves-schema";

const network = serviceNetwork<IServiceNetwork>();
const port = integer(1, 65_535);
const certificates = instance(
  "IngressCertificates",
  () => IngressCertificates,
  'IngressCertificates.letsEncrypt("ops@example.org")',
);
const version = text("a release such as 3.7.13", /^\d+\.\d+\.\d+$/);
const strictTransport = durationFrom(Duration.seconds(0), Duration.days(730));
const readTimeout = durationFrom(Duration.minutes(1), Duration.hours(24));
const component = text("a name as it stands in its configuration", /^[A-Za-z0-9][A-Za-z0-9_-]*$/);

/** Ports that are taken in the container. */
const TAKEN = [80, 443, 8082];

export const traefikSchema = consistent(
  struct({
    networks: list(network).refine((networks) => networks.length > 0, { error: "at least one" }),
    certificates,
    furtherCertificates: certificates.optional(),
    image: instance(
      "ContainerImage",
      () => ContainerImage,
      'ContainerImage.fromRegistry("traefik:v3.7.13")',
    ).optional(),
    version: version.optional(),
    publish: struct({
      address: tokenOr(ipAddress("an IP address of the host, such as 0.0.0.0")).optional(),
      http: port.optional(),
      https: port.optional(),
    }).optional(),
    http3: flag().optional(),
    trustedProxies: struct({
      addresses: list(cidr).refine((addresses) => addresses.length > 0, { error: "at least one" }),
      proxyProtocol: flag().optional(),
    }).optional(),
    readTimeout: readTimeout.optional(),
    strictTransport: strictTransport.optional(),
    drain: durationFrom(Duration.seconds(1), Duration.minutes(15)).optional(),
    accessLog: flag().optional(),
    debug: flag().optional(),
    metricsPort: port.optional(),
    storage: handle<IMountableVolume>("a DataVolume, or what one of its factories returns", "volumeNode").optional(),
    memory: instance("Size", () => Size, "Size.mebibytes(128)").optional(),
  }),
  ({ networks }, context) => {
    if (!networks.every(({ networkNode }) => networkNode.isInternal)) return;
    contradiction(context, {
      path: ["networks"],
      what: "have no way out of the host, so nobody reaches it, and it reaches no authority",
      got: networks.map(({ networkName }) => networkName).join(", "),
      expected: "at least one that is not `internal`",
      fix: 'add a network of its own: `new ServiceNetwork(host, "front", { subnet: … })`',
    });
  },
  ({ trustedProxies }, context) => {
    trustedProxies?.addresses.forEach((address, index) => {
      const range = parseCidr(address);
      if (range === undefined || range.prefix > 0) return;
      contradiction(context, {
        path: ["trustedProxies", "addresses", index],
        what: "stands for everybody, so that anybody could say where a request comes from",
        got: address,
        expected: "the addresses of the proxies",
        fix: "name them one by one",
      });
    });
  },
  ({ furtherCertificates }, context) => {
    if (furtherCertificates === undefined || furtherCertificates.source === CertificateSource.FILES) return;
    contradiction(context, {
      path: ["furtherCertificates"],
      what: "ask an authority, of which there is one: that of `certificates`",
      got: furtherCertificates.source,
      expected: "IngressCertificates.fromFiles(…)",
      fix: "pass it as `certificates`",
    });
  },
  ({ metricsPort }, context) => {
    if (metricsPort === undefined || !TAKEN.includes(metricsPort)) return;
    contradiction(context, {
      path: ["metricsPort"],
      what: "is taken in the container",
      got: String(metricsPort),
      expected: `none of ${TAKEN.join(", ")}`,
      fix: "take another, such as 9100",
    });
  },
  ({ publish: { http = 80, https = 443 } = {} }, context) => {
    if (http !== https) return;
    contradiction(context, {
      path: ["publish", "https"],
      what: "is the port of HTTP too",
      got: String(https),
      expected: "two ports",
      fix: "change one of `publish.http` and `publish.https`",
    });
  },
);

export const existingTraefikSchema = struct({
  version,
  network,
  entryPoint: component,
  httpEntryPoint: component.optional(),
  resolver: component.optional(),
  containerName: text("the name of a container", DOCKER_NAME).optional(),
  constraintLabels: dictionary(line(), line()).optional(),
  readTimeout: readTimeout.optional(),
  allowsAcmeByPass: flag().optional(),
  strictTransport: strictTransport.optional(),
});
