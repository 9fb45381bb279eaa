import { renderDynamicConfig } from "../../src/traefik/dynamic-config";
import { renderStaticConfig } from "../../src/traefik/static-config";
import { ON, renderYaml } from "../../src/traefik/yaml";
import { dynamicPlan, passthroughPlan, routePlan, staticPlan } from "./plans";

describe("the static configuration", () => {
  it("has certificates by HTTP, HTTP/3, and nothing that listens for more", () => {
    expect(renderStaticConfig(staticPlan())).toBe(`global:
  checkNewVersion: false
  sendAnonymousUsage: false
log:
  level: INFO
  format: json
accessLog:
  format: json
ping:
  entryPoint: ping
entryPoints:
  ping:
    address: "127.0.0.1:8082"
    http:
      aliasHeadersStrategy: delete
  web:
    address: ":80"
    allowACMEByPass: true
    http:
      redirections:
        entryPoint:
          to: ":443"
          scheme: https
          permanent: true
      aliasHeadersStrategy: delete
    transport:
      lifeCycle:
        graceTimeOut: "30s"
  websecure:
    address: ":443"
    asDefault: true
    http3:
      advertisedPort: 443
    http:
      tls:
        certResolver: acme
      aliasHeadersStrategy: delete
      maxHeaderBytes: 65536
    transport:
      respondingTimeouts:
        readTimeout: "1800s"
      lifeCycle:
        graceTimeOut: "30s"
providers:
  file:
    directory: /traefik/routes
certificatesResolvers:
  acme:
    acme:
      email: "ops@example.org"
      caServer: "https://acme-v02.api.letsencrypt.org/directory"
      storage: /traefik/acme/acme.json
      keyType: EC256
      httpChallenge:
        entryPoint: web
`);
  });

  it("has certificates by DNS, metrics, and proxies in front", () => {
    const text = renderStaticConfig(
      staticPlan({
        resolver: {
          email: "ops@example.org",
          directoryUrl: "https://ca.example.org/acme/directory",
          storage: "/traefik/acme/acme.json",
          authoritiesFile: "/traefik/static/authorities.pem",
          dns: { provider: "cloudflare", resolvers: ["9.9.9.9:53"] },
        },
        http3Port: undefined,
        trustedProxies: ["192.0.2.9/32"],
        hasAccessLog: false,
        logLevel: "DEBUG",
        metricsPort: 9100,
      }),
    );

    expect(text).toBe(`global:
  checkNewVersion: false
  sendAnonymousUsage: false
log:
  level: DEBUG
  format: json
ping:
  entryPoint: ping
metrics:
  prometheus:
    entryPoint: metrics
entryPoints:
  ping:
    address: "127.0.0.1:8082"
    http:
      aliasHeadersStrategy: delete
  metrics:
    address: ":9100"
    http:
      aliasHeadersStrategy: delete
  web:
    address: ":80"
    allowACMEByPass: true
    forwardedHeaders:
      trustedIPs:
        - "192.0.2.9/32"
    http:
      redirections:
        entryPoint:
          to: ":443"
          scheme: https
          permanent: true
      aliasHeadersStrategy: delete
    transport:
      lifeCycle:
        graceTimeOut: "30s"
  websecure:
    address: ":443"
    asDefault: true
    forwardedHeaders:
      trustedIPs:
        - "192.0.2.9/32"
    http:
      tls:
        certResolver: acme
      aliasHeadersStrategy: delete
      maxHeaderBytes: 65536
    transport:
      respondingTimeouts:
        readTimeout: "1800s"
      lifeCycle:
        graceTimeOut: "30s"
providers:
  file:
    directory: /traefik/routes
certificatesResolvers:
  acme:
    acme:
      email: "ops@example.org"
      caServer: "https://ca.example.org/acme/directory"
      caCertificates:
        - /traefik/static/authorities.pem
      storage: /traefik/acme/acme.json
      keyType: EC256
      dnsChallenge:
        provider: cloudflare
        resolvers:
          - "9.9.9.9:53"
`);
  });

  it("asks no authority where certificates are files, and believes the PROXY protocol where it is spoken", () => {
    const text = renderStaticConfig(
      staticPlan({ resolver: undefined, trustedProxies: ["192.0.2.9/32"], usesProxyProtocol: true }),
    );

    expect(text).not.toContain("certificatesResolvers");
    expect(text).toContain("      tls: {}\n");
    expect(text.match(/ {4}proxyProtocol:\n {6}trustedIPs:\n {8}- "192.0.2.9\/32"\n/g)).toHaveLength(2);
    expect(text).not.toContain("forwardedHeaders");
  });
});

describe("the file of routes", () => {
  it("leads a name to a service, and its well-known path to where the service has its calendars", () => {
    const route = routePlan({ wellKnown: [{ name: "caldav", path: "/dav.php/" }] });

    expect(renderDynamicConfig(dynamicPlan({ routes: [route] }))).toBe(`http:
  routers:
    calendar-example-org:
      entryPoints:
        - websecure
      tls:
        certResolver: acme
      rule: "Host(\`calendar.example.org\`)"
      priority: 1000
      service: calendar-example-org
      middlewares:
        - forwarded
        - security-31536000s
    calendar-example-org-caldav:
      entryPoints:
        - websecure
      tls:
        certResolver: acme
      rule: "Host(\`calendar.example.org\`) && (Path(\`/.well-known/caldav\`) || Path(\`/.well-known/caldav/\`))"
      priority: 2000
      service: "noop@internal"
      middlewares:
        - calendar-example-org-caldav
  middlewares:
    forwarded:
      headers:
        customRequestHeaders:
          X-Forwarded-Proto: https
          Forwarded: ""
          Front-End-Https: ""
          Proxy: ""
          X-Forwarded-Protocol: ""
          X-Forwarded-Scheme: ""
          X-Forwarded-Ssl: ""
          X-Url-Scheme: ""
    security-31536000s:
      headers:
        stsSeconds: 31536000
        contentTypeNosniff: true
    calendar-example-org-caldav:
      redirectRegex:
        regex: "^.*$"
        replacement: "https://calendar.example.org/dav.php/"
        permanent: true
  services:
    calendar-example-org:
      loadBalancer:
        servers:
          - url: "http://calendars-baikal:8080"
        serversTransport: answer-300s
  serversTransports:
    answer-300s:
      forwardingTimeouts:
        dialTimeout: "5s"
        responseHeaderTimeout: "300s"
tls:
  options:
    default:
      minVersion: VersionTLS12
      sniStrict: true
`);
  });

  it("hands connections on, and the challenges that come by HTTP", () => {
    const plan = dynamicPlan({ routes: [], passthroughs: [passthroughPlan()] });

    expect(renderDynamicConfig(plan)).toBe(`http:
  routers:
    chat-example-org-challenge:
      entryPoints:
        - web
      rule: "(Host(\`chat.example.org\`) || Host(\`www.chat.example.org\`)) && PathPrefix(\`/.well-known/acme-challenge/\`)"
      priority: 3000
      service: chat-example-org-challenge
  services:
    chat-example-org-challenge:
      loadBalancer:
        servers:
          - url: "http://calendars-chatmail:80"
tcp:
  routers:
    chat-example-org:
      entryPoints:
        - websecure
      rule: "HostSNI(\`chat.example.org\`) || HostSNI(\`www.chat.example.org\`)"
      priority: 1000
      service: chat-example-org
      tls:
        passthrough: true
  services:
    chat-example-org:
      loadBalancer:
        servers:
          - address: "calendars-chatmail:443"
tls:
  options:
    default:
      minVersion: VersionTLS12
      sniStrict: true
`);
  });

  it("limits who may come and how often, below a path, with certificates from files", () => {
    const route = routePlan({
      name: "calendar-example-org-admin",
      hosts: ["calendar.example.org", "kalender.example.org"],
      path: "/admin",
      strictTransportSeconds: 0,
      responseTimeoutSeconds: 900,
      rateLimit: { average: 5, burst: 50 },
      allowFrom: ["192.0.2.0/24", "2001:db8::/32"],
    });
    const certificates = [
      { certFile: "/traefik/routes/certificate-0.pem", keyFile: "/traefik/routes/certificate-0.key" },
    ];

    expect(renderDynamicConfig(dynamicPlan({ routes: [route], hasResolver: false, certificates }))).toBe(`http:
  routers:
    calendar-example-org-admin:
      entryPoints:
        - websecure
      tls: {}
      rule: "(Host(\`calendar.example.org\`) || Host(\`kalender.example.org\`)) && (Path(\`/admin\`) || PathPrefix(\`/admin/\`))"
      priority: 1001
      service: calendar-example-org-admin
      middlewares:
        - forwarded
        - security
        - calendar-example-org-admin-from
        - calendar-example-org-admin-rate
  middlewares:
    forwarded:
      headers:
        customRequestHeaders:
          X-Forwarded-Proto: https
          Forwarded: ""
          Front-End-Https: ""
          Proxy: ""
          X-Forwarded-Protocol: ""
          X-Forwarded-Scheme: ""
          X-Forwarded-Ssl: ""
          X-Url-Scheme: ""
    security:
      headers:
        contentTypeNosniff: true
    calendar-example-org-admin-from:
      ipAllowList:
        sourceRange:
          - "192.0.2.0/24"
          - "2001:db8::/32"
    calendar-example-org-admin-rate:
      rateLimit:
        average: 5
        burst: 50
  services:
    calendar-example-org-admin:
      loadBalancer:
        servers:
          - url: "http://calendars-baikal:8080"
        serversTransport: answer-900s
  serversTransports:
    answer-900s:
      forwardingTimeouts:
        dialTimeout: "5s"
        responseHeaderTimeout: "900s"
tls:
  options:
    default:
      minVersion: VersionTLS12
      sniStrict: true
  certificates:
    - certFile: /traefik/routes/certificate-0.pem
      keyFile: /traefik/routes/certificate-0.key
`);
  });

  it("asks for a wildcard by name, and lets a name win over it", () => {
    const wild = routePlan({ name: "any-example-org", hosts: ["*.example.org"], path: "/a/b" });

    const text = renderDynamicConfig(dynamicPlan({ routes: [wild, routePlan()] }));

    expect(text).toContain('        certResolver: acme\n        domains:\n          - main: "*.example.org"\n');
    expect([...text.matchAll(/priority: (\d+)/g)].map(([, priority]) => Number(priority))).toEqual([102, 1000]);
  });

  it("without routes says how TLS is spoken, and nothing that is empty", () => {
    expect(renderDynamicConfig(dynamicPlan({ routes: [] }))).toBe(`tls:
  options:
    default:
      minVersion: VersionTLS12
      sniStrict: true
`);
  });
});

describe("YAML", () => {
  it("quotes what it would read as something else", () => {
    expect(renderYaml({ a: "no", b: "1.2", c: "a: b", d: "", e: 'x"y', f: true, on: 3 })).toBe(
      'a: "no"\nb: "1.2"\nc: "a: b"\nd: ""\ne: "x\\"y"\nf: true\n"on": 3\n',
    );
  });

  it.each([{ rule: "{{ env `TOKEN` }}" }, { list: [{ deep: "a{{b" }] }, { "{{key": "b" }])(
    "refuses a template",
    (value) => {
      expect(() => renderYaml(value)).toThrow("would be a template");
    },
  );

  it("refuses an empty block, unless it means that something is on", () => {
    expect(renderYaml({ http3: ON })).toBe("http3: {}\n");
    expect(() => renderYaml({ http: { routers: {} } })).toThrow("routers is empty");
    expect(() => renderYaml({ http: { routers: { left: undefined } } })).toThrow("routers is empty");
  });
});
