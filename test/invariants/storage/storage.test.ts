import { Construct } from "constructs";
import { VolumeContent, VolumeKind } from "../../../src/topology";
import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

function directory(deployment: Deployment, id: string, name: string): void {
  deployment.volume(id, { name, kind: VolumeKind.HOST_DIRECTORY, isAdopted: true });
}

describeRule("storage/one-writer", {
  passes: {
    "one who writes and one who reads": (deployment) => {
      const volume = deployment.volume("data");
      deployment.service("postgres", { mounts: [{ volume, path: "/data" }] });
      deployment.service("backup", { mounts: [{ volume, path: "/data", isReadOnly: true }] });
    },
    "a job that is done before the service starts": (deployment) => {
      const volume = deployment.volume("data");
      const job = deployment.job("prepare", { mounts: [{ volume, path: "/data" }] });
      deployment.service("postgres", { mounts: [{ volume, path: "/data" }], startsAfter: [job.construct] });
    },
    "a job that waits for the service, and so knows it": (deployment) => {
      const volume = deployment.volume("data");
      const service = deployment.service("postgres", { mounts: [{ volume, path: "/data" }] });
      deployment.job("tidy", { mounts: [{ volume, path: "/data" }], startsAfter: [service.construct] });
    },
    "a job of the construct that makes the service": (deployment) => {
      const below = new Construct(deployment.host.construct, "postgres");
      const volume = deployment.volume("data", { below });
      deployment.service("server", { below, mounts: [{ volume, path: "/data" }] });
      deployment.job("restore", { below, mounts: [{ volume, path: "/data" }] });
    },
    "parts of the construct that makes the volume": (deployment) => {
      const below = new Construct(deployment.host.construct, "indico");
      const volume = deployment.volume("archive", { below });
      deployment.service("web", { below, mounts: [{ volume, path: "/archive" }] });
      deployment.service("worker", { below, mounts: [{ volume, path: "/archive" }] });
    },
    "replicas of one service": (deployment) => {
      const volume = deployment.volume("uploads");
      const web = deployment.service("web", { mounts: [{ volume, path: "/uploads" }] });
      deployment.service("web2", { mounts: [{ volume, path: "/uploads" }], replicasOf: web.construct });
    },
  },
  fails: {
    "two services": {
      given: (deployment) => {
        const volume = deployment.volume("data");
        deployment.service("postgres", { mounts: [{ volume, path: "/var/lib/postgresql" }] });
        deployment.service("other", { mounts: [{ volume, path: "/data" }] });
      },
      text: `
        calendars/host/data: 1 problem

          ✗ storage/one-writer   data is written by several services: calendars/host/postgres, calendars/host/other
              got       postgres at /var/lib/postgresql, other at /data
              expected  one service that writes; others mount it with \`readOnly: true\`
              fix       give each of them a volume of its own, or mount it read-only where nothing is written
              accept    Invariants.of(data).acknowledge("storage/one-writer", "<reason>")
      `,
    },
    "a job of another service, on a volume that two constructs adopt": {
      given: (deployment) => {
        const facts = { name: "messages_data", isAdopted: true };
        const [one, other] = [deployment.volume("a", facts), deployment.volume("b", facts)];
        const below = new Construct(deployment.host.construct, "backup");
        deployment.service("postgres", { mounts: [{ volume: one, path: "/data" }] });
        deployment.job("restore", { below, mounts: [{ volume: other, path: "/restore" }] });
      },
      text: `
        calendars/host/a: 1 problem

          ✗ storage/one-writer   messages_data is written by several services: calendars/host/postgres, calendars/host/backup/restore
              got       postgres at /data, restore at /restore
              expected  one service that writes; others mount it with \`readOnly: true\`
              fix       give each of them a volume of its own, or mount it read-only where nothing is written
              accept    Invariants.of(a).acknowledge("storage/one-writer", "<reason>")
      `,
    },
  },
});

describeRule("storage/data-protected", {
  passes: {
    "a protected volume, one of somebody else, and one with configuration": (deployment) => {
      deployment.volume("data");
      deployment.volume("adopted", { isProtected: false, isAdopted: true });
      deployment.volume("config", { isProtected: false, content: VolumeContent.CONFIGURATION });
    },
  },
  fails: {
    "a volume with data that is not protected": {
      given: (deployment) => void deployment.volume("data", { isProtected: false }),
      text: `
        calendars/host/data: 1 problem

          ✗ storage/data-protected   warning: nothing keeps Terraform from destroying data with its data
              got       protect: false
              expected  a protected volume
              fix       leave \`protect\` out, or say with \`content\` that it holds nothing but configuration
              accept    Invariants.of(data).acknowledge("storage/data-protected", "<reason>")
      `,
    },
  },
});

describeRule("storage/mount-paths", {
  passes: {
    "a path each": (deployment) => {
      const [data, config] = [deployment.volume("data"), deployment.volume("config")];
      deployment.service("web", {
        mounts: [
          { volume: data, path: "/data" },
          { volume: config, path: "/data/config" },
        ],
      });
    },
  },
  fails: {
    "two volumes at one path": {
      given: (deployment) => {
        const [data, config] = [deployment.volume("data"), deployment.volume("config")];
        deployment.service("web", {
          mounts: [
            { volume: data, path: "/data" },
            { volume: config, path: "/data/" },
          ],
        });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ storage/mount-paths   mounts several volumes at /data
              got       data, config
              expected  one
              fix       give one of them another path in \`mountAt\`
      `,
    },
  },
});

describeRule("storage/host-directories-separate", {
  passes: {
    "directories side by side": (deployment) => {
      directory(deployment, "a", "/srv/groupware");
      directory(deployment, "b", "/srv/groupware-backup");
      directory(deployment, "c", "/srv/mail");
    },
    "one directory of which two constructs speak": (deployment) => {
      directory(deployment, "a", "/srv/groupware");
      directory(deployment, "b", "/srv/groupware");
    },
  },
  fails: {
    "directories in another one": {
      given: (deployment) => {
        directory(deployment, "postgres", "/srv/groupware/postgres");
        directory(deployment, "beside", "/srv/groupware-backup");
        directory(deployment, "all", "/srv/groupware");
        directory(deployment, "deep", "/srv/groupware/postgres/wal");
      },
      text: `
        calendars/host/deep: 1 problem

          ✗ storage/host-directories-separate   warning: /srv/groupware/postgres/wal lies in /srv/groupware (calendars/host/all)
              got       /srv/groupware/postgres/wal
              expected  a directory outside of /srv/groupware
              fix       give one of them another path in \`DataVolume.hostDirectory\`
              accept    Invariants.of(deep).acknowledge("storage/host-directories-separate", "<reason>")

        calendars/host/postgres: 1 problem

          ✗ storage/host-directories-separate   warning: /srv/groupware/postgres lies in /srv/groupware (calendars/host/all)
              got       /srv/groupware/postgres
              expected  a directory outside of /srv/groupware
              fix       give one of them another path in \`DataVolume.hostDirectory\`
              accept    Invariants.of(postgres).acknowledge("storage/host-directories-separate", "<reason>")
      `,
    },
  },
});

describeRule("storage/same-host", {
  passes: {
    "a volume of the host": (deployment) =>
      void deployment.service("web", { mounts: [{ volume: deployment.volume("data"), path: "/data" }] }),
  },
  fails: {
    "a volume of another host": {
      given: (deployment) => {
        const host = deployment.addHost("mail", { engine: "ssh://mail.example.org" });
        deployment.service("web", { mounts: [{ volume: deployment.volume("data", { host }), path: "/data" }] });
      },
      text: `
        calendars/host/web: 1 problem

          ✗ storage/same-host   mounts data, a volume of another host
              got       calendars/mail
              expected  calendars/host
              fix       mount a volume of calendars/host, or create the container below calendars/mail
      `,
    },
  },
});

describeRule("storage/volume-once", {
  passes: {
    "two volumes": (deployment) => {
      const mounts = [
        { volume: deployment.volume("config"), path: "/config" },
        { volume: deployment.volume("data"), path: "/data" },
      ];
      deployment.service("baikal", { mounts });
    },
    "a volume that is read at a second place": (deployment) => {
      const volume = deployment.volume("data");
      const mounts = [
        { volume, path: "/data" },
        { volume, path: "/public", isReadOnly: true },
      ];
      deployment.service("baikal", { mounts });
    },
  },
  fails: {
    "one directory of the host under two ids": {
      given: (deployment) => {
        directory(deployment, "config", "/srv/baikal");
        directory(deployment, "data", "/srv/baikal");
        const [config, data] = deployment.topology.volumes;
        const mounts = [
          { volume: config, path: "/config" },
          { volume: data, path: "/data" },
        ];
        deployment.service("baikal", { mounts });
      },
      text: `
        calendars/host/baikal: 1 problem

          ✗ storage/volume-once   /srv/baikal is mounted at /config and /data
              got       one volume or directory of the host for several paths
              expected  one for each
              fix       give each path a volume or directory of its own
              accept    Invariants.of(baikal).acknowledge("storage/volume-once", "<reason>")
      `,
    },
  },
});
