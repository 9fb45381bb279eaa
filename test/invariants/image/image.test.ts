import { ImageSource } from "../../../src/topology";
import { Invariants } from "../../../src/invariants";
import { describeRule } from "../rule-cases";
import { Deployment } from "../topology-fixture";

const DIGEST = `sha256:${"0".repeat(64)}`;

describeRule("image/pinned", {
  passes: {
    "an exact version": (deployment) => void deployment.image("postgres:16.13-bookworm"),
    "a digest without a tag": (deployment) => void deployment.image(`postgres@${DIGEST}`),
    "a version with a variant": (deployment) =>
      void deployment.image("ckulka/baikal:0.10.1-nginx-php8.2", { id: "nginx" }),
    "a tag behind the port of a registry": (deployment) => void deployment.image("registry.example.org:5000/web:1.2"),
  },
  fails: {
    "no tag": {
      given: (deployment) => void deployment.image("registry.example.org:5000/web"),
      text: `
        calendars/host/image: 1 problem

          ✗ image/pinned   the image registry.example.org:5000/web names no version
              got       no tag, which means latest
              expected  an exact version, such as 16.13-bookworm
              fix       name one: registry.example.org:5000/web:<version>, better with its digest
              accept    Invariants.of(image).acknowledge("image/pinned", "<reason>")
      `,
    },
    "a variant without a version": {
      given: (deployment) => void deployment.image("ckulka/baikal:experimental-nginx-php8.2"),
      text: `
        calendars/host/image: 1 problem

          ✗ image/pinned   the image ckulka/baikal:experimental-nginx-php8.2 names no version
              got       the tag experimental-nginx-php8.2
              expected  an exact version, such as 16.13-bookworm
              fix       name one: ckulka/baikal:<version>, better with its digest
              accept    Invariants.of(image).acknowledge("image/pinned", "<reason>")
      `,
    },
    "a tag that stands for the newest": {
      given: (deployment) => void deployment.image("nginx:latest"),
      text: `
        calendars/host/image: 1 problem

          ✗ image/pinned   the image nginx:latest names no version
              got       the tag latest
              expected  an exact version, such as 16.13-bookworm
              fix       name one: nginx:<version>, better with its digest
              accept    Invariants.of(image).acknowledge("image/pinned", "<reason>")
      `,
    },
    "the name of a system": {
      given: (deployment) => void deployment.image("debian:bookworm-slim"),
      text: `
        calendars/host/image: 1 problem

          ✗ image/pinned   the image debian:bookworm-slim names no version
              got       the tag bookworm-slim
              expected  an exact version, such as 16.13-bookworm
              fix       name one: debian:<version>, better with its digest
              accept    Invariants.of(image).acknowledge("image/pinned", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => void deployment.image(deployment.variable("image")),
      what: "the image ${var.image} names no version",
      holds: { image: "postgres:16.13-bookworm" },
      breaks: { image: "localhost:5000/postgres" },
    },
  },
});

describeRule("image/exact", {
  passes: {
    "a release": (deployment) => void deployment.image("postgres:16.13-bookworm"),
    "a date": (deployment) => void deployment.image("debian:bookworm-20250203-slim", { id: "dated" }),
    "a commit": (deployment) => void deployment.image("web:sha-1d11409"),
    "a series with a digest": (deployment) => void deployment.image(`postgres:17@${DIGEST}`),
  },
  fails: {
    "a series": {
      given: (deployment) => void deployment.image("postgres:17"),
      text: `
        calendars/host/image: 1 problem

          ✗ image/exact   warning: the tag of postgres:17 moves with every release of its series
              got       17
              expected  an exact version, such as 16.13-bookworm
              fix       name one release: postgres:<major>.<minor>, better with its digest
              accept    Invariants.of(image).acknowledge("image/exact", "<reason>")
      `,
    },
    "a series on a system": {
      given: (deployment) => void deployment.image("pgvector/pgvector:pg17-bookworm"),
      text: `
        calendars/host/image: 1 problem

          ✗ image/exact   warning: the tag of pgvector/pgvector:pg17-bookworm moves with every release of its series
              got       pg17-bookworm
              expected  an exact version, such as 16.13-bookworm
              fix       name one release: pgvector/pgvector:<major>.<minor>, better with its digest
              accept    Invariants.of(image).acknowledge("image/exact", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => void deployment.image(deployment.variable("image")),
      what: "whether ${var.image} names one release is known to Terraform only",
    },
  },
});

describeRule("image/digest", {
  passes: {
    "a digest": (deployment) => void deployment.image(`postgres:16.13-bookworm@${DIGEST}`),
  },
  fails: {
    "a tag alone": {
      given: (deployment) => {
        deployment.image("postgres:16.13-bookworm");
        deployment.image("localhost/cdktf-groupware/web:0123456789abcdef", { source: ImageSource.BUILD, id: "built" });
      },
      text: `
        calendars/host/image: 1 problem

          ✗ image/digest   advice: the image postgres:16.13-bookworm has no digest
              fix       append @sha256:<digest> to the name, as \`docker buildx imagetools inspect\` shows it
              accept    Invariants.of(image).acknowledge("image/digest", "<reason>")
      `,
    },
  },
  unknown: {
    "a name from a variable": {
      given: (deployment) => void deployment.image(deployment.variable("image")),
      what: "whether ${var.image} has a digest is known to Terraform only",
    },
  },
});

describeRule("image/architecture", {
  passes: {
    "the processor of the host": (deployment) =>
      void deployment.image("web:1.2", {
        architecture: "arm64",
        host: deployment.addHost("arm", { architecture: "arm64" }),
      }),
  },
  fails: {
    "another processor": {
      given: (deployment) =>
        void deployment.image("web:1.2", {
          architecture: "amd64",
          host: deployment.addHost("arm", { architecture: "arm64" }),
        }),
      text: `
        calendars/host/image: 1 problem

          ✗ image/architecture   the image web:1.2 is made for another processor than that of calendars/arm
              got       amd64
              expected  arm64
              fix       take the image for arm64, or correct \`architecture\` of the host
              accept    Invariants.of(image).acknowledge("image/architecture", "<reason>")
      `,
    },
  },
});

/** Software of a release in a container. */
function software(deployment: Deployment, version?: string, name = "Baikal"): void {
  const container = deployment.service("baikal");
  deployment.topology.declareSoftware({ construct: container.construct, container, name, version });
}

describeRule("image/release-broken", {
  passes: {
    "a release that works": (deployment) => software(deployment, "0.10.1"),
  },
  fails: {
    "a release whose set-up is broken": {
      given: (deployment) => software(deployment, "0.10.0"),
      text: `
        calendars/host/baikal: 1 problem

          ✗ image/release-broken   Baikal 0.10.0 does not work: its page for the first set-up cannot be used
              got       0.10.0
              expected  0.12.1 or newer
              fix       take a newer release of Baikal
              accept    Invariants.of(baikal).acknowledge("image/release-broken", "<reason>")
      `,
    },
    "a release whose upgrade is broken": {
      given: (deployment) => software(deployment, "0.11.0"),
      text: `
        calendars/host/baikal: 1 problem

          ✗ image/release-broken   Baikal 0.11.0 does not work: its upgrade breaks databases of MySQL
              got       0.11.0
              expected  0.12.1 or newer
              fix       take a newer release of Baikal
              accept    Invariants.of(baikal).acknowledge("image/release-broken", "<reason>")
      `,
    },
  },
  unknown: {
    "an image of which only the digest is known": {
      given: (deployment) => software(deployment),
      what: "which release of Baikal the image holds is not known",
    },
  },
});

describeRule("image/release-vulnerable", {
  passes: {
    "the release that mends the hole": (deployment) => software(deployment, "0.12.1"),
    "a later one": (deployment) => software(deployment, "1.0.0"),
  },
  fails: {
    "a release before it": {
      given: (deployment) => software(deployment, "0.12.0"),
      text: `
        calendars/host/baikal: 1 problem

          ✗ image/release-vulnerable   warning: Baikal 0.12.0 has a known hole: whoever has an account can store a script that takes over the administrator's session
              got       0.12.0
              expected  0.12.1 or newer
              fix       take Baikal 0.12.1 or newer
              accept    Invariants.of(baikal).acknowledge("image/release-vulnerable", "<reason>")
      `,
    },
  },
  unknown: {
    "an image of which only the digest is known": {
      given: (deployment) => software(deployment),
      what: "whether Baikal in the image has known holes cannot be told without its release",
    },
  },
});

test("the rules about releases say nothing of software that they do not know", () => {
  const deployment = new Deployment();
  software(deployment, "0.1.0", "Radicale");

  const { findings } = Invariants.of(deployment.app).check();

  expect(findings.filter(({ rule }) => rule.startsWith("image/release-"))).toEqual([]);
});
