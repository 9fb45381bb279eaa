import { CertificateSource } from "../../../src/topology";
import { describeRule } from "../rule-cases";

const URL = "https://calendar.example.org/";

describeRule("http/ingress-version", {
  passes: {
    "the release from which on nothing is known": (deployment) => void deployment.ingress("ingress"),
    "a later one, of which the numbers have more digits": (deployment) =>
      void deployment.ingress("ingress", { version: "3.10.2" }),
  },
  fails: {
    "an older one": {
      given: (deployment) => void deployment.ingress("ingress", { version: "3.7.9" }),
      text: `
        calendars/host/ingress: 1 problem

          ✗ http/ingress-version   runs Traefik 3.7.9, which has holes that are known
              got       3.7.9
              expected  3.7.13 or newer
              fix       take Traefik 3.7.13 or newer
              accept    Invariants.of(ingress).acknowledge("http/ingress-version", "<reason>")
      `,
    },
  },
  unknown: {
    "a release that nobody names": {
      given: (deployment) => void deployment.ingress("ingress", { version: undefined }),
      what: "nothing says which release of Traefik runs",
    },
  },
});

describeRule("http/route-network", {
  passes: {
    "a network that both are on": (deployment) => deployment.route(deployment.ingress("ingress"), URL),
    "the same for connections that are handed on": (deployment) =>
      deployment.passthrough(deployment.ingress("ingress"), ["chat.example.org"]),
  },
  fails: {
    "two networks": {
      given: (deployment) => {
        const target = deployment.service("web", { networks: [{ network: deployment.network("back") }] });
        deployment.route(deployment.ingress("ingress"), URL, { target });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ http/route-network   web and calendars/host/ingress share no network
              got       calendars/host/back
              expected  calendars/host/front
              fix       put calendars/host/web on a network of calendars/host/ingress, or add its network to \`networks\` there
              accept    Invariants.of(web).acknowledge("http/route-network", "<reason>")
      `,
    },
  },
});

describeRule("http/route-public-url", {
  passes: {
    "the address that the service believes in": (deployment) =>
      deployment.route(deployment.ingress("ingress"), URL, { publicUrl: "https://Calendar.example.org" }),
    "a further route to a part of it": (deployment) => {
      const ingress = deployment.ingress("ingress");
      const target = deployment.service("web", { networks: [{ network: deployment.front }] });
      deployment.route(ingress, URL, { target, publicUrl: URL });
      deployment.route(ingress, `${URL}admin`, { target, publicUrl: URL });
    },
  },
  fails: {
    "another path": {
      given: (deployment) =>
        deployment.route(deployment.ingress("ingress"), `${URL}dav`, { publicUrl: "https://calendar.example.org" }),
      text: `
        calendars/host/web: 1 problem

          ✗ http/route-public-url   web is reached at https://calendar.example.org/dav, and takes https://calendar.example.org for its address
              got       https://calendar.example.org/dav
              expected  https://calendar.example.org
              fix       make the \`host\` and \`path\` of the route those of the service's own address
              accept    Invariants.of(web).acknowledge("http/route-public-url", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => {
        const publicUrl = `https://${deployment.variable("name")}`;
        deployment.route(deployment.ingress("ingress"), URL, { publicUrl });
      },
      what: "web is reached at https://calendar.example.org/, and takes https://${var.name} for its address",
      holds: { name: "calendar.example.org" },
      breaks: { name: "other.example.org" },
    },
  },
});

describeRule("http/route-allowed-hosts", {
  passes: {
    "a host that the service knows": (deployment) =>
      deployment.route(deployment.ingress("ingress"), URL, { allowedHosts: ["backend", ".example.org"] }),
  },
  fails: {
    "a host that it does not know": {
      given: (deployment) => deployment.route(deployment.ingress("ingress"), URL, { allowedHosts: ["backend"] }),
      text: `
        calendars/host/web: 1 problem

          ✗ http/route-allowed-hosts   web does not accept requests for calendar.example.org
              got       allowed hosts backend
              expected  calendar.example.org
              fix       add calendar.example.org to \`allowedHosts\` of calendars/host/web
              accept    Invariants.of(web).acknowledge("http/route-allowed-hosts", "<reason>")
      `,
    },
  },
  unknown: {
    "a host from a variable": {
      given: (deployment) => {
        const allowedHosts = [deployment.variable("name"), "backend"];
        deployment.route(deployment.ingress("ingress"), URL, { allowedHosts });
      },
      what: "web does not accept requests for calendar.example.org",
      holds: { name: "calendar.example.org" },
      breaks: { name: "other.example.org" },
    },
  },
});

describeRule("http/upload-time", {
  passes: {
    "a gibibyte in half an hour": (deployment) =>
      deployment.route(deployment.ingress("ingress"), URL, { largestUploadBytes: 2 ** 30 }),
  },
  fails: {
    "a gibibyte in a minute": {
      given: (deployment) => {
        const ingress = deployment.ingress("ingress", { readTimeoutSeconds: 60 });
        deployment.route(ingress, URL, { largestUploadBytes: 2 ** 30 });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ http/upload-time   an upload of 1024 MiB to https://calendar.example.org/ is cut on a slow line
              got       60 s for the body of a request
              expected  at least 1718 s
              fix       give \`readTimeout\` of calendars/host/ingress at least Duration.seconds(1718)
              accept    Invariants.of(web).acknowledge("http/upload-time", "<reason>")
      `,
    },
  },
  unknown: {
    "an ingress of which nobody says how patient it is": {
      given: (deployment) => {
        const ingress = deployment.ingress("ingress", { readTimeoutSeconds: undefined });
        deployment.route(ingress, URL, { largestUploadBytes: 2 ** 30 });
      },
      what: "nothing says whether an upload of 1024 MiB to https://calendar.example.org/ is cut",
    },
  },
});

describeRule("http/response-time", {
  passes: {
    "as long as the service thinks": (deployment) =>
      deployment.route(deployment.ingress("ingress"), URL, {
        longestResponseSeconds: 900,
        responseTimeoutSeconds: 900,
      }),
  },
  fails: {
    "a shorter time": {
      given: (deployment) =>
        deployment.route(deployment.ingress("ingress"), URL, {
          longestResponseSeconds: 900,
          responseTimeoutSeconds: 300,
        }),
      text: `
        calendars/host/web: 1 problem

          ✗ http/response-time   requests to https://calendar.example.org/ end before web answers
              got       300 s
              expected  at least 900 s, which the service may think
              fix       leave \`responseTimeout\` of the route out, or give it more
              accept    Invariants.of(web).acknowledge("http/response-time", "<reason>")
      `,
    },
  },
});

describeRule("http/certificate-name", {
  passes: {
    "a name that the internet knows": (deployment) => deployment.route(deployment.ingress("ingress"), URL),
    "a wildcard by DNS": (deployment) =>
      deployment.route(
        deployment.ingress("ingress", { certificates: CertificateSource.DNS_CHALLENGE }),
        "https://*.example.org/",
      ),
    "any name for which there is a file": (deployment) =>
      deployment.route(deployment.ingress("ingress", { certificateHosts: ["*.office.lan"] }), "https://a.office.lan/"),
  },
  fails: {
    "a name of the office": {
      given: (deployment) => deployment.route(deployment.ingress("ingress"), "https://calendar.office.lan/"),
      text: `
        calendars/host/web: 1 problem

          ✗ http/certificate-name   no authority vouches for calendar.office.lan
              got       calendar.office.lan
              expected  a name that the internet knows
              fix       add a certificate for it with IngressCertificates.fromFiles, or take another name
              accept    Invariants.of(web).acknowledge("http/certificate-name", "<reason>")
      `,
    },
    "a wildcard by HTTP": {
      given: (deployment) => deployment.route(deployment.ingress("ingress"), "https://*.example.org/"),
      text: `
        calendars/host/web: 1 problem

          ✗ http/certificate-name   no authority gives a wildcard by HTTP: *.example.org
              got       *.example.org
              expected  a certificate by DNS or from a file
              fix       take IngressCertificates.dnsChallenge, or name the hosts one by one
              accept    Invariants.of(web).acknowledge("http/certificate-name", "<reason>")
      `,
    },
    "a name that no file has": {
      given: (deployment) => {
        const certificates = CertificateSource.FILES;
        const ingress = deployment.ingress("ingress", { certificates, certificateHosts: ["mail.example.org"] });
        deployment.route(ingress, URL);
      },
      text: `
        calendars/host/web: 1 problem

          ✗ http/certificate-name   there is no certificate for calendar.example.org
              got       calendar.example.org
              expected  one of mail.example.org
              fix       add a certificate for it with IngressCertificates.fromFiles, or take another name
              accept    Invariants.of(web).acknowledge("http/certificate-name", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable, which must be one": {
      given: (deployment) => deployment.route(deployment.ingress("ingress"), `https://${deployment.variable("name")}/`),
      what: "no certificate can be had for https://${var.name}/",
      holds: { name: "calendar.example.org" },
      breaks: { name: '{{ env "SECRET" }}.example.org' },
    },
  },
});

describeRule("http/challenge-reachable", {
  passes: {
    "port 80 of a public address": (deployment) => void deployment.ingress("ingress"),
    "a proxy in front that has it": (deployment) =>
      void deployment.ingress("ingress", { joined: { publish: [] }, trustedProxies: ["192.0.2.9/32"] }),
  },
  fails: {
    "another port": {
      given: (deployment) => {
        const publish = [{ containerPort: 80, hostPort: 8080, address: "0.0.0.0" }];
        deployment.ingress("ingress", { joined: { publish } });
      },
      text: `
        calendars/host/ingress: 1 problem

          ✗ http/challenge-reachable   port 80, on which the authority asks, is not reachable from the internet
              got       0.0.0.0:8080
              expected  port 80 of an address that the internet reaches
              fix       publish port 80 on a public address, or take IngressCertificates.dnsChallenge
              accept    Invariants.of(ingress).acknowledge("http/challenge-reachable", "<reason>")
      `,
    },
    "the host alone": {
      given: (deployment) => {
        const publish = [{ containerPort: 80, address: "127.0.0.1" }];
        deployment.ingress("ingress", { joined: { publish } });
      },
      text: `
        calendars/host/ingress: 1 problem

          ✗ http/challenge-reachable   port 80, on which the authority asks, is not reachable from the internet
              got       127.0.0.1:80
              expected  port 80 of an address that the internet reaches
              fix       publish port 80 on a public address, or take IngressCertificates.dnsChallenge
              accept    Invariants.of(ingress).acknowledge("http/challenge-reachable", "<reason>")
      `,
    },
  },
  unknown: {
    "an address from a variable": {
      given: (deployment) => {
        const publish = [{ containerPort: 80, address: deployment.variable("address") }];
        deployment.ingress("ingress", { joined: { publish } });
      },
      what: "whether port 80 is reachable is known to Terraform only",
    },
  },
});

describeRule("http/strict-transport", {
  passes: {
    "a certificate that browsers accept": (deployment) =>
      deployment.route(deployment.ingress("ingress"), URL, { strictTransportSeconds: 3600 }),
    "nothing said": (deployment) => deployment.route(deployment.ingress("ingress", { isStaging: true }), URL),
  },
  fails: {
    "an authority for tests": {
      given: (deployment) =>
        deployment.route(deployment.ingress("ingress", { isStaging: true }), URL, { strictTransportSeconds: 3600 }),
      text: `
        calendars/host/web: 1 problem

          ✗ http/strict-transport   https://calendar.example.org/ tells browsers to use HTTPS alone, with a certificate that none accepts
              got       3600 s
              expected  nothing, as long as the authority is one for tests
              fix       leave \`strictTransport\` out, or take \`staging\` away
              accept    Invariants.of(web).acknowledge("http/strict-transport", "<reason>")
      `,
    },
  },
});

describeRule("http/passthrough-exclusive", {
  passes: {
    "names of its own": (deployment) => {
      const ingress = deployment.ingress("ingress");
      deployment.route(ingress, URL);
      deployment.passthrough(ingress, ["chat.example.org"]);
    },
    "the same name at another ingress": (deployment) => {
      deployment.route(deployment.ingress("other"), "https://chat.example.org/");
      deployment.passthrough(deployment.ingress("ingress"), ["chat.example.org"]);
    },
  },
  fails: {
    "a wildcard that covers one": {
      given: (deployment) => {
        const ingress = deployment.ingress("ingress", { certificates: CertificateSource.DNS_CHALLENGE });
        deployment.route(ingress, "https://*.example.org/");
        deployment.passthrough(ingress, ["chat.example.org"]);
      },
      text: `
        calendars/host/chat: 1 problem

          ✗ http/passthrough-exclusive   connections for chat.example.org are taken by calendars/host/web
              got       https://*.example.org/
              expected  names of their own
              fix       give the routes other names, without a wildcard that covers one of these
              accept    Invariants.of(chat).acknowledge("http/passthrough-exclusive", "<reason>")
      `,
    },
  },
  unknown: {
    "a route to a name from a variable": {
      given: (deployment) => {
        const ingress = deployment.ingress("ingress");
        deployment.route(ingress, `https://${deployment.variable("name")}/`);
        deployment.passthrough(ingress, ["chat.example.org"]);
      },
      what: "connections for chat.example.org are taken by a route",
      holds: { name: "calendar.example.org" },
      breaks: { name: "chat.example.org" },
    },
  },
});

describeRule("http/passthrough-challenge", {
  passes: {
    "an ingress that lets them through": (deployment) =>
      deployment.passthrough(deployment.ingress("ingress"), ["chat.example.org"], { challengePort: 80 }),
  },
  fails: {
    "an ingress that redirects them": {
      given: (deployment) => {
        const ingress = deployment.ingress("ingress", { passesChallenges: false });
        deployment.passthrough(ingress, ["chat.example.org"], { challengePort: 80 });
      },
      text: `
        calendars/host/chat: 1 problem

          ✗ http/passthrough-challenge   challenges for chat.example.org do not reach chat
              got       allowACMEByPass: false
              expected  allowACMEByPass: true
              fix       set \`allowACMEByPass: true\` at the entry point for HTTP of ingress
              accept    Invariants.of(chat).acknowledge("http/passthrough-challenge", "<reason>")
      `,
    },
  },
  unknown: {
    "an ingress of which nobody says so": {
      given: (deployment) => {
        const ingress = deployment.ingress("ingress", { passesChallenges: undefined });
        deployment.passthrough(ingress, ["chat.example.org"], { challengePort: 80 });
      },
      what: "nothing says whether challenges for chat.example.org reach chat",
    },
  },
});

describeRule("http/trusted-proxies", {
  passes: {
    "a proxy": (deployment) => void deployment.ingress("ingress", { trustedProxies: ["192.0.2.9/32"] }),
    "a private network": (deployment) => void deployment.ingress("ingress", { trustedProxies: ["10.0.0.0/8"] }),
  },
  fails: {
    "half of the internet": {
      given: (deployment) =>
        void deployment.ingress("ingress", { trustedProxies: ["192.0.2.9/32", "128.0.0.0/1", "2000::/3"] }),
      text: `
        calendars/host/ingress: 1 problem

          ✗ http/trusted-proxies   believes a large part of the internet
              got       128.0.0.0/1, 2000::/3
              expected  the addresses of the proxies in front of it
              fix       name the proxies in \`trustedProxies\`
              accept    Invariants.of(ingress).acknowledge("http/trusted-proxies", "<reason>")
      `,
    },
  },
});
