import { VolumeContent, VolumeKind } from "../../../src/topology";
import { describeRule } from "../rule-cases";
import type { Deployment } from "../topology-fixture";

function servedVolume(deployment: Deployment, id: string) {
  const volume = deployment.volume(id);
  deployment.service(`${id}-service`, { mounts: [{ volume, path: "/data" }] });
  return volume;
}

function servedDatabase(deployment: Deployment) {
  const volume = deployment.volume("postgres-data");
  const server = deployment.server("postgres", { joined: { mounts: [{ volume, path: "/var/lib/postgresql" }] } });
  deployment.database(server, "caldav");
  deployment.database(server, "calendars");
  return server;
}

describeRule("backup/covered", {
  passes: {
    "a volume and a server that a backup saves": (deployment) => {
      const volumes = [servedVolume(deployment, "files")];
      deployment.backup("backup", { volumes, databaseServers: [servedDatabase(deployment)] });
    },
    "one that two constructs adopt and one of them is saved": (deployment) => {
      const facts = { name: "files", isAdopted: true };
      const [one, other] = [deployment.volume("one", facts), deployment.volume("other", facts)];
      deployment.service("web", { mounts: [{ volume: one, path: "/data" }] });
      deployment.backup("backup", { volumes: [other] });
    },
    "configuration, what nobody writes, repositories, and the files of a server that is saved": (deployment) => {
      const databaseServers = [servedDatabase(deployment)];
      const repositoryVolume = deployment.volume("repository");
      const configuration = deployment.volume("config", { content: VolumeContent.CONFIGURATION });
      const read = deployment.volume("read");
      deployment.service("web", {
        mounts: [
          { volume: configuration, path: "/config" },
          { volume: read, path: "/read", isReadOnly: true },
          { volume: repositoryVolume, path: "/repository" },
        ],
      });
      deployment.backup("backup", { repositoryVolume, databaseServers });
    },
    "the queue of a relay, whose mail is on its way": (deployment) => {
      const volume = deployment.volume("queue");
      deployment.mailRelay("relay", { joined: { mounts: [{ volume, path: "/var/spool/postfix" }] } });
      deployment.backup("backup", { databaseServers: [servedDatabase(deployment)] });
    },
  },
  fails: {
    "a volume and a server that nothing saves": {
      given: (deployment) => {
        servedVolume(deployment, "files");
        servedDatabase(deployment);
      },
      text: `
        calendars/host/files: 1 problem

          ✗ backup/covered   warning: no backup saves files
              expected  a backup that names it, or a reason why it may be lost
              fix       add it to the \`sources\` of a Backup, or say with \`content\` that it holds nothing but configuration
              accept    Invariants.of(files).acknowledge("backup/covered", "<reason>")

        calendars/host/postgres: 1 problem

          ✗ backup/covered   warning: no backup saves its databases: caldav, calendars
              expected  a backup of the server
              fix       create one: \`new PostgresBackup(host, "backup", { server, … })\`
              accept    Invariants.of(postgres).acknowledge("backup/covered", "<reason>")
      `,
    },
  },
});

describeRule("backup/one-writer", {
  passes: {
    "backups with a repository each": (deployment) => {
      deployment.backup("one", { repository: "sftp:backup@backup.example.org:one" });
      deployment.backup("two", { repository: "sftp:backup@backup.example.org:two" });
      deployment.backup("three", { repository: "/mnt", repositoryVolume: deployment.volume("a") });
      deployment.backup("four", { repository: "/mnt", repositoryVolume: deployment.volume("b") });
    },
  },
  fails: {
    "two backups in one repository": {
      given: (deployment) => {
        deployment.backup("one");
        deployment.backup("two");
      },
      text: `
        calendars/host/one: 1 problem

          ✗ backup/one-writer   its repository is also written by calendars/host/two
              got       sftp:backup@backup.example.org:calendars
              expected  a repository of its own for each backup
              fix       give each another \`repository\`, or save all in one Backup with several \`sources\`
              accept    Invariants.of(one).acknowledge("backup/one-writer", "<reason>")
      `,
    },
  },
});

describeRule("backup/repository-apart", {
  passes: {
    "another machine": (deployment) => {
      deployment.backup("backup");
    },
  },
  fails: {
    "a volume of the engine": {
      given: (deployment) => {
        deployment.backup("backup", { repositoryVolume: deployment.volume("repository") });
      },
      text: `
        calendars/host/backup: 1 problem

          ✗ backup/repository-apart   warning: it is kept in repository, a volume of the engine that holds the data
              expected  another machine, or a directory on another disk
              fix       use BackupRepository.sftp or .s3, or mount another disk and use DataVolume.hostDirectory
              accept    Invariants.of(backup).acknowledge("backup/repository-apart", "<reason>")
      `,
    },
    "a volume that is saved": {
      given: (deployment) => {
        const volume = deployment.volume("files");
        deployment.backup("backup", { repositoryVolume: volume, volumes: [volume] });
      },
      text: `
        calendars/host/backup: 1 problem

          ✗ backup/repository-apart   warning: it is kept in files, which it saves
              expected  a repository outside of what is saved
              fix       give it another \`repository\`
              accept    Invariants.of(backup).acknowledge("backup/repository-apart", "<reason>")
      `,
    },
  },
  unknown: {
    "a directory of the host": {
      given: (deployment) => {
        const facts = { name: "/mnt/backup", kind: VolumeKind.HOST_DIRECTORY, isAdopted: true };
        deployment.backup("backup", { repositoryVolume: deployment.volume("repository", facts) });
      },
      what: "whether /mnt/backup is on another disk than the data cannot be seen from here",
    },
  },
});

describeRule("backup/drilled", {
  passes: {
    "a backup with a drill": (deployment) => {
      deployment.backup("backup");
    },
  },
  fails: {
    "a backup without": {
      given: (deployment) => {
        deployment.backup("backup", { drilled: false });
      },
      text: `
        calendars/host/backup: 1 problem

          ✗ backup/drilled   warning: nothing ever restores it
              expected  a drill
              fix       create one: \`new RestoreDrill(host, "drill", { backup, … })\`
              accept    Invariants.of(backup).acknowledge("backup/drilled", "<reason>")
      `,
    },
  },
});
