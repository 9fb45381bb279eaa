import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

/** What differs from a callback that is all right. */
interface Callback {
  readonly baseUrl?: string;
  readonly path?: string;
  readonly port?: number;
  readonly allowedHosts?: string[];
}

function called(deployment: Deployment, callback: Callback = {}): void {
  const network = deployment.network("messages");
  const caldav = deployment.service("caldav", { networks: [{ network }] });
  const backend = deployment.external("calendars-backend", {
    networks: [{ network, aliases: ["backend"], ipv4Address: "172.29.0.30" }],
  });
  deployment.callback({ from: caldav, to: backend, baseUrl: "http://backend:8000", ...callback });
}

describeRule("http/callback-base", {
  passes: {
    "scheme, host and port": (deployment) => called(deployment),
    "an address of IPv6": (deployment) => called(deployment, { baseUrl: "http://[fd00:29::1]:8000" }),
  },
  fails: {
    "a slash at the end": {
      given: (deployment) => called(deployment, { baseUrl: "http://backend:8000/" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-base   calls calendars-backend at http://backend:8000/, which is no base URL
              got       http://backend:8000/
              expected  http://, a host and a port, without a path, query or slash at the end
              fix       write it as http://<host>:8000
              accept    Invariants.of(caldav).acknowledge("http/callback-base", "<reason>")
      `,
    },
    "no scheme": {
      given: (deployment) => called(deployment, { baseUrl: "backend:8000" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-base   calls calendars-backend at backend:8000, which is no base URL
              got       backend:8000
              expected  http://, a host and a port, without a path, query or slash at the end
              fix       write it as http://<host>:8000
              accept    Invariants.of(caldav).acknowledge("http/callback-base", "<reason>")
      `,
    },
  },
  unknown: {
    "a URL from a variable": {
      given: (deployment) => called(deployment, { baseUrl: deployment.variable("url") }),
      what: "calls calendars-backend at ${var.url}, which is no base URL",
      holds: { url: "https://calendars-backend" },
      breaks: { url: "http://backend:8000/api?x=1" },
    },
  },
});

describeRule("http/callback-path", {
  passes: {
    "a path with a slash at the end": (deployment) => called(deployment),
    "a path without one": (deployment) => called(deployment, { path: "/api/callback" }),
    "the root": (deployment) => called(deployment, { path: "/" }),
  },
  fails: {
    "a relative path": {
      given: (deployment) => called(deployment, { path: "api/callback/" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-path   calls calendars-backend with the path api/callback/, which is no plain absolute path
              got       "api/callback/"
              expected  a path such as /api/callback/, with single slashes
              fix       declare the callback with a \`path\` that starts with a slash
              accept    Invariants.of(caldav).acknowledge("http/callback-path", "<reason>")
      `,
    },
    "a query": {
      given: (deployment) => called(deployment, { path: "/api/?token=x" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-path   calls calendars-backend with the path /api/?token=x, which is no plain absolute path
              got       "/api/?token=x"
              expected  a path such as /api/callback/, with single slashes
              fix       declare the callback with a \`path\` that starts with a slash
              accept    Invariants.of(caldav).acknowledge("http/callback-path", "<reason>")
      `,
    },
  },
  unknown: {
    "a path from a variable": {
      given: (deployment) => called(deployment, { path: deployment.variable("path") }),
      what: "calls calendars-backend with the path ${var.path}, which is no plain absolute path",
      holds: { path: "/api/callback/" },
      breaks: { path: "api" },
    },
  },
});

describeRule("http/callback-scheme", {
  passes: { "plain HTTP": (deployment) => called(deployment) },
  fails: {
    "TLS, which the container does not speak": {
      given: (deployment) => called(deployment, { baseUrl: "https://backend:8000" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-scheme   calls calendars-backend by https
              got       https://backend:8000
              expected  http://, to the container itself
              fix       write http://backend:8000
              accept    Invariants.of(caldav).acknowledge("http/callback-scheme", "<reason>")
      `,
    },
  },
});

describeRule("http/callback-target", {
  passes: {
    "an alias of the backend": (deployment) => called(deployment),
    "the name of its container, in other letters": (deployment) =>
      called(deployment, { baseUrl: "http://Calendars-Backend:8000" }),
  },
  fails: {
    "a name that it does not have": {
      given: (deployment) => called(deployment, { baseUrl: "http://web:8000" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-target   calls web, which is no name of calendars/host/calendars-backend on a network of caldav
              got       http://web:8000
              expected  calendars-backend or backend
              fix       call it by one of its names, or give calendars/host/calendars-backend the alias web
              accept    Invariants.of(caldav).acknowledge("http/callback-target", "<reason>")
      `,
    },
    "two containers without a common network": {
      given: (deployment) => {
        const caldav = deployment.service("caldav", { networks: [{ network: deployment.network("a") }] });
        const backend = deployment.service("backend", { networks: [{ network: deployment.network("b") }] });
        deployment.callback({ from: caldav, to: backend, baseUrl: "http://backend:8000" });
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-target   calls calendars/host/backend, and shares no network with it
              got       http://backend:8000
              expected  a network that both are on
              fix       put calendars/host/backend and calendars/host/caldav on one network
              accept    Invariants.of(caldav).acknowledge("http/callback-target", "<reason>")
      `,
    },
  },
  unknown: {
    "a URL from a variable": {
      given: (deployment) => called(deployment, { baseUrl: deployment.variable("url") }),
      what: "calls ${var.url}, which is not where calendars/host/calendars-backend answers",
      holds: { url: "http://172.29.0.30:8000" },
      breaks: { url: "http://backend:8001" },
    },
    "a host from a variable": {
      given: (deployment) => called(deployment, { port: 80, baseUrl: `http://${deployment.variable("name")}` }),
      what: "calls http://${var.name}, which is not where calendars/host/calendars-backend answers",
      holds: { name: "backend" },
      breaks: { name: "web" },
    },
  },
});

describeRule("http/callback-port", {
  passes: {
    "the port on which the backend listens": (deployment) => called(deployment),
    "the port that the scheme implies": (deployment) => called(deployment, { baseUrl: "http://backend", port: 80 }),
  },
  fails: {
    "a port of the host": {
      given: (deployment) => called(deployment, { baseUrl: "http://backend:8921" }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-port   calls calendars-backend on port 8921
              got       http://backend:8921
              expected  port 8000, on which calendars/host/calendars-backend listens
              fix       write http://backend:8000
              accept    Invariants.of(caldav).acknowledge("http/callback-port", "<reason>")
      `,
    },
  },
});

describeRule("http/callback-name-owned", {
  passes: {
    "a name that one service has": (deployment) => called(deployment),
    "a name that another service has where the caller is not": (deployment) => {
      called(deployment);
      const network = deployment.network("elsewhere");
      deployment.service("other", { networks: [{ network, aliases: ["backend"] }] });
    },
  },
  fails: {
    "a name that another service has on a second network of the caller": {
      given: (deployment) => {
        const [own, shared] = [deployment.network("own"), deployment.network("shared")];
        const caldav = deployment.service("caldav", { networks: [{ network: own }, { network: shared }] });
        const backend = deployment.service("calendars", { networks: [{ network: own, aliases: ["backend"] }] });
        deployment.service("messages", { networks: [{ network: shared, aliases: ["backend"] }] });
        deployment.callback({ from: caldav, to: backend, baseUrl: "http://backend:8000" });
      },
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-name-owned   calls backend, to which calendars/host/messages also answers
              got       backend on calendars/host/shared
              expected  a name that only calendars/host/calendars has
              fix       give calendars/host/calendars an alias of its own and call it by that, or call it by its \`ipv4Address\`
              accept    Invariants.of(caldav).acknowledge("http/callback-name-owned", "<reason>")
      `,
    },
  },
});

describeRule("http/callback-allowed-hosts", {
  passes: {
    "the host, in other letters": (deployment) => called(deployment, { allowedHosts: ["Backend"] }),
    "a domain that holds it": (deployment) =>
      called(deployment, { baseUrl: "http://backend.example.org:8000", allowedHosts: [".example.org"] }),
    everything: (deployment) => called(deployment, { allowedHosts: ["*"] }),
  },
  fails: {
    "other hosts": {
      given: (deployment) => called(deployment, { allowedHosts: ["calendar.example.org", "localhost"] }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-allowed-hosts   calendars/host/calendars-backend does not accept requests for backend
              got       allowed hosts calendar.example.org, localhost
              expected  backend
              fix       add backend to the allowed hosts of calendars/host/calendars-backend
              accept    Invariants.of(caldav).acknowledge("http/callback-allowed-hosts", "<reason>")
      `,
    },
    "no host": {
      given: (deployment) => called(deployment, { allowedHosts: [] }),
      text: `
        calendars/host/caldav: 1 problem

          ✗ http/callback-allowed-hosts   calendars/host/calendars-backend does not accept requests for backend
              got       allowed hosts (none)
              expected  backend
              fix       add backend to the allowed hosts of calendars/host/calendars-backend
              accept    Invariants.of(caldav).acknowledge("http/callback-allowed-hosts", "<reason>")
      `,
    },
  },
  unknown: {
    "a backend of which nothing is said": {
      given: (deployment) => called(deployment, { allowedHosts: undefined }),
      what: "nothing says whether calendars/host/calendars-backend accepts requests for backend",
    },
    "hosts from a variable": {
      given: (deployment) => called(deployment, { allowedHosts: ["localhost", deployment.variable("allowed")] }),
      what: "calendars/host/calendars-backend does not accept requests for backend",
      holds: { allowed: "backend" },
      breaks: { allowed: ".backend.example.org" },
    },
    "a URL from a variable": {
      given: (deployment) =>
        called(deployment, { baseUrl: deployment.variable("url"), allowedHosts: [".example.org"] }),
      what: "calendars/host/calendars-backend does not accept requests for the host in ${var.url}",
      holds: { url: "http://API.example.org:8000" },
      breaks: { url: "http://example.com:8000" },
    },
  },
});

function routed(deployment: Deployment, url: string, other: string): void {
  [url, other].forEach((each, index) => {
    const web = deployment.service(`web${index}`);
    deployment.topology.declareHttpRoute({ construct: web.construct, url: each, target: web, targetPort: 80 });
  });
}

describeRule("http/route-one-target", {
  passes: {
    "two URLs": (deployment) => routed(deployment, "https://calendar.example.org", "https://calendar.example.org/dav"),
  },
  fails: {
    "one URL for two containers": {
      given: (deployment) => routed(deployment, "https://calendar.example.org/", "https://Calendar.example.org"),
      text: `
        calendars/host/web0: 1 problem

          ✗ http/route-one-target   https://calendar.example.org/ is also served by calendars/host/web1
              got       web0:80 and web1:80
              expected  one container and one port
              fix       give one of them another URL
              accept    Invariants.of(web0).acknowledge("http/route-one-target", "<reason>")
      `,
    },
  },
});

describeRule("http/route-path", {
  passes: {
    "the path of the service": (deployment) => served(deployment, "https://example.org/baikal", "/baikal/"),
    "no path": (deployment) => served(deployment, "https://calendar.example.org/", "/"),
  },
  fails: {
    "a path that the service does not know": {
      given: (deployment) => served(deployment, "https://example.org/dav/", "/baikal/"),
      text: `
        calendars/host/web0: 1 problem

          ✗ http/route-path   the public URL of web0 has another path than the service
              got       https://example.org/dav/
              expected  the path /baikal/
              fix       give the URL the path of the service, or the service the path of the URL
              accept    Invariants.of(web0).acknowledge("http/route-path", "<reason>")
      `,
    },
  },
  unknown: {
    "a URL from a variable": {
      given: (deployment) => served(deployment, deployment.variable("url"), "/my.dav/"),
      what: "the public URL of web0 has another path than the service",
      holds: { url: "https://example.org/my.dav/" },
      breaks: { url: "https://example.org/myxdav/" },
    },
  },
});

/** Services of one host, each below its own path. */
function served(deployment: Deployment, url: string, servedPath: string, wellKnown: string[] = []): void {
  const web = deployment.service(`web${deployment.topology.httpRoutes.length}`);
  deployment.topology.declareHttpRoute({
    construct: web.construct,
    url,
    target: web,
    targetPort: 80,
    servedPath,
    wellKnown,
  });
}

describeRule("http/well-known-owner", {
  passes: {
    "two names of one host": (deployment) => {
      served(deployment, "https://example.org/dav/", "/dav/", ["caldav"]);
      served(deployment, "https://example.org/cards/", "/cards/", ["carddav"]);
    },
    "one name of two hosts": (deployment) => {
      served(deployment, "https://one.example.org/", "/", ["caldav"]);
      served(deployment, "https://other.example.org/", "/", ["caldav"]);
    },
  },
  fails: {
    "one name of one host": {
      given: (deployment) => {
        served(deployment, "https://example.org/dav/", "/dav/", ["caldav"]);
        served(deployment, "https://Example.org/other/", "/other/", ["caldav"]);
      },
      text: `
        calendars/host/web0: 1 problem

          ✗ http/well-known-owner   https://example.org/.well-known/caldav is also claimed by calendars/host/web1
              got       web0, web1
              expected  one service
              fix       give each of them a host name of its own
              accept    Invariants.of(web0).acknowledge("http/well-known-owner", "<reason>")
      `,
    },
  },
});

/** A server that takes passwords in the clear on port 80. */
function clear(deployment: Deployment, { address, url }: { address?: string; url?: string }): void {
  const container = deployment.service("baikal", {
    publish: address === undefined ? [] : [{ containerPort: 80, hostPort: 8800, address }],
  });
  const { construct } = container;
  deployment.topology.declareCalendarServer({ construct, container, clearPasswordPorts: [80] });
  if (url !== undefined) deployment.topology.declareHttpRoute({ construct, url, target: container, targetPort: 80 });
}

describeRule("http/basic-auth-encrypted", {
  passes: {
    "a port on the loopback address": (deployment) => clear(deployment, { address: "127.0.0.1" }),
    "the same of IPv6": (deployment) => clear(deployment, { address: "::1" }),
    "a proxy with https": (deployment) => clear(deployment, { url: "https://calendar.example.org/" }),
  },
  fails: {
    "a port on all addresses": {
      given: (deployment) => clear(deployment, { address: "0.0.0.0" }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ http/basic-auth-encrypted   baikal takes passwords in the clear on port 8800 of the host
              got       published on 0.0.0.0
              expected  TLS, or 127.0.0.1
              fix       give the service a certificate, let it ask for Digest, or publish it on 127.0.0.1 with a proxy in front that speaks https
              accept    Invariants.of(baikal).acknowledge("http/basic-auth-encrypted", "<reason>")
      `,
    },
    "a public URL without TLS": {
      given: (deployment) => clear(deployment, { url: "http://calendar.example.org/" }),
      text: `
        calendars/host/baikal: 1 problem

          ✗ http/basic-auth-encrypted   baikal takes passwords in the clear at its public URL
              got       http://calendar.example.org/
              expected  https://
              fix       give the service a certificate, let it ask for Digest, or publish it on 127.0.0.1 with a proxy in front that speaks https
              accept    Invariants.of(baikal).acknowledge("http/basic-auth-encrypted", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) => clear(deployment, { address: deployment.variable("address") }),
      what: "baikal takes passwords in the clear on port 8800 of the host",
      holds: { address: "127.0.0.1" },
      breaks: { address: "0.0.0.0" },
    },
    "a URL from a variable": {
      given: (deployment) => clear(deployment, { url: deployment.variable("url") }),
      what: "baikal takes passwords in the clear at its public URL",
      holds: { url: "https://calendar.example.org/" },
      breaks: { url: "http://calendar.example.org/" },
    },
  },
});
