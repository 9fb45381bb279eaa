import { ContainerImage } from "../docker";
import { memory, memoryIsEnough, namedIn, networksAreDifferent } from "../docker/container-leaves-schema";
import { duration } from "../docker/duration-schema";
import { mountableVolume, serviceNetwork } from "../docker/handles-schema";
import { parseCidr } from "../internal/ip";
import { hostAddress, portNumber } from "../internal/leaves";
import { DOCKER_NAME } from "../internal/names";
import {
  atLeastOne,
  consistent,
  contradiction,
  dictionary,
  flag,
  instance,
  line,
  list,
  struct,
  text,
} from "../internal/schema";
import { CertificateSource } from "../topology";
import { Duration } from "../units";
import { IngressCertificates } from "./ingress-certificates";
import { cidr } from "./leaves-schema";

const certificates = instance(
  "IngressCertificates",
  () => IngressCertificates,
  'IngressCertificates.letsEncrypt("ops@example.org")',
);
const version = text("a release such as 3.7.13", /^\d+\.\d+\.\d+$/);
const strictTransport = duration(Duration.seconds(0), Duration.days(730), "Duration.days(365)");
const readTimeout = duration(Duration.minutes(1), Duration.hours(24), "Duration.minutes(30)");
const component = text("a name as it stands in its configuration", /^[A-Za-z0-9][A-Za-z0-9_-]*$/);

/** Ports that are taken in the container. */
const TAKEN = [80, 443, 8082];

export const traefikSchema = consistent(
  struct({
    networks: atLeastOne(list(serviceNetwork)),
    certificates,
    furtherCertificates: certificates.optional(),
    image: instance(
      "ContainerImage",
      () => ContainerImage,
      'ContainerImage.fromRegistry("traefik:v3.7.13")',
    ).optional(),
    version: version.optional(),
    publish: struct({
      address: hostAddress.optional(),
      http: portNumber.optional(),
      https: portNumber.optional(),
    }).optional(),
    http3: flag().optional(),
    trustedProxies: struct({
      addresses: atLeastOne(list(cidr)),
      proxyProtocol: flag().optional(),
    }).optional(),
    readTimeout: readTimeout.optional(),
    strictTransport: strictTransport.optional(),
    drain: duration(Duration.seconds(1), Duration.minutes(15), "Duration.seconds(30)").optional(),
    accessLog: flag().optional(),
    debug: flag().optional(),
    metricsPort: portNumber.optional(),
    storage: mountableVolume.optional(),
    memory: memory.optional(),
  }),
  memoryIsEnough,
  ({ networks }, context) => {
    networksAreDifferent(namedIn("networks", networks), context);
  },
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
  network: serviceNetwork,
  entryPoint: component,
  httpEntryPoint: component.optional(),
  resolver: component.optional(),
  containerName: text("the name of a container", DOCKER_NAME).optional(),
  constraintLabels: dictionary(line(), line()).optional(),
  readTimeout: readTimeout.optional(),
  allowsAcmeByPass: flag().optional(),
  strictTransport: strictTransport.optional(),
});
