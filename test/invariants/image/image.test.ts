import { ImageSource } from "../../../src/topology";
import { describeRule } from "../rule-cases";

const DIGEST = `sha256:${"0".repeat(64)}`;

describeRule("image/pinned", {
  passes: {
    "an exact version": (deployment) => void deployment.image("postgres:16.13-bookworm"),
    "a digest without a tag": (deployment) => void deployment.image(`postgres@${DIGEST}`),
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
