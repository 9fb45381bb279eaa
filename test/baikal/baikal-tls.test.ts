import { BaikalTls, IngressCertificates, Secret, ServiceNetwork, Traefik } from "cdktf-groupware";
import { refusalOf, synthesized } from "cdktf-groupware/testing";
import { makeHost } from "../docker/blocks";
import { baikal, textsOf } from "./baikal-fixture";

const certificate = Secret.fromVariable("certificate");
const LETS_ENCRYPT = BaikalTls.letsEncrypt("ops@example.org");

describe("an ingress of its own", () => {
  it("stands on the networks of the server, and leads its name there", () => {
    const service = baikal({ tls: LETS_ENCRYPT });

    const result = synthesized(service);
    const [routes] = result.resource("calendars/host/baikal/Ingress/Routes/Write").upload;

    expect(
      result.resource("calendars/host/baikal/Ingress").ports.map(({ external }: { external: number }) => external),
    ).toEqual([80, 443, 443]);
    expect(routes.content).toContain('rule: "Host(`calendar.example.org`)"');
    expect(routes.content).toContain('url: "http://calendars-baikal:8080"');
    expect(routes.content).toContain('replacement: "https://calendar.example.org/dav.php/"');
    expect(textsOf(service, "Files")[0]).toContain("RequestHeader set X-Forwarded-Proto https");
    expect(result.topology.toText().match(/url .*/g)).toEqual([
      "url       https://calendar.example.org/ through calendars-baikal-ingress",
    ]);
  });

  it("serves it below a path, at the name of its public URL", () => {
    const service = baikal({ tls: LETS_ENCRYPT, publicUrl: "https://example.org/dav" });

    expect(service.ingress?.ingressNode.path).toBe("calendars/host/baikal/Ingress");
    const urls = synthesized(service).topology.httpRoutes.map(({ url, ingress }) => [url, ingress !== undefined]);
    expect(urls).toEqual([
      ["https://example.org/dav/", false],
      ["https://example.org/dav", true],
    ]);
  });

  it("is alone on the ports of the host, and speaks HTTPS", () => {
    expect(
      refusalOf(() =>
        baikal({ tls: LETS_ENCRYPT, publish: { hostPort: 8800 }, publicUrl: "http://calendar.example.org" }),
      ),
    ).toBe(`calendars/host/baikal: 2 problems

  ✗ publish   goes round the ingress, by plain HTTP
      got       port 8800
      expected  nothing beside \`BaikalTls.letsEncrypt\`, which publishes ports 80 and 443
      fix       leave \`publish\` out

  ✗ publicUrl   is not where the ingress serves it
      got       http://calendar.example.org
      expected  a URL with https and a name, without a port
      fix       leave \`publicUrl\` out, or correct it`);
  });
});

describe("an ingress that others share", () => {
  function shared(publicUrl: string) {
    const host = makeHost();
    const front = new ServiceNetwork(host, "front", { subnet: "172.30.0.0/24" });
    const service = baikal({ publicUrl, networks: [front] }, host);
    const certificates = IngressCertificates.letsEncrypt("ops@example.org");
    return { service, ingress: new Traefik(host, "ingress", { networks: [front], certificates }) };
  }

  it("gets to know what the server needs, and breaks no rule of HTTP", () => {
    const { service, ingress } = shared("https://calendar.example.org/");
    ingress.route(service, { host: "calendar.example.org" });
    ingress.route(service, { host: "calendar.example.org", path: "/admin", allowFrom: ["192.0.2.0/24"] });

    const { report, topology } = synthesized(service);

    expect(report.findings.filter(({ rule }) => rule.startsWith("http/"))).toEqual([]);
    expect(topology.httpRoutes[1]).toMatchObject({
      publicUrl: "https://calendar.example.org/",
      servedPath: "/",
      wellKnown: ["caldav", "carddav"],
      largestUploadBytes: 10_000_000,
    });
  });

  it("must serve it where it believes to be", () => {
    const { service, ingress } = shared("https://calendar.example.org/");
    ingress.route(service, { host: "dav.example.org" });

    expect(refusalOf(() => synthesized(service))).toContain("http/route-public-url");
  });

  it("leads nowhere where the server speaks TLS by itself", () => {
    const service = baikal({ tls: BaikalTls.fromCertificate({ certificate, privateKey: certificate }) });

    expect(refusalOf(() => service.http)).toBe(`calendars/host/baikal: 1 problem

  ✗ tls   has it speak TLS by itself, which a route of an ingress does not expect
      expected  plain HTTP behind an ingress
      fix       leave \`tls\` out`);
  });
});

it("refuses what is no certificate", () => {
  const files = { certificate: "-----BEGIN", privateKey: certificate } as never;

  expect(refusalOf(() => BaikalTls.fromCertificate(files))).toContain("a plain string (not shown)");
  expect(refusalOf(() => BaikalTls.letsEncrypt("nobody"))).toContain("✗ email");
});
