import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";

/** What a `docker` command did. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `docker …` and tells how it ended. */
export function tryDocker(args: readonly string[], input?: string): Outcome {
  const { status, stdout, stderr, error } = spawnSync("docker", args, {
    encoding: "utf8",
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { status: status ?? -1, stdout, stderr };
}

/** Runs `docker …`, which must succeed, and returns what it printed. */
export function docker(args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = tryDocker(args, input);
  if (status !== 0) throw new Error(`docker ${args.join(" ")}: exit code ${status}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** Asks again and again until `probe` returns something; after `seconds` fails with what was waited for. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | null | "",
  seconds = 60,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A container of a test, reached through the engine alone: no published port, no assumption on the host's network. */
export class TestContainer {
  constructor(readonly name: string) {}

  /** Runs a command in it and tells how it ended. */
  tryExec(command: readonly string[], options: { env?: Record<string, string>; input?: string } = {}): Outcome {
    return tryDocker(["exec", "-i", ...environment(options.env), this.name, ...command], options.input ?? "");
  }

  /** Runs a command in it, which must succeed, and returns what it printed. */
  exec(command: readonly string[], options: { env?: Record<string, string>; input?: string } = {}): string {
    return docker(["exec", "-i", ...environment(options.env), this.name, ...command], options.input ?? "");
  }

  /** What it wrote so far, to both of its streams. */
  logs(): string {
    const { stdout, stderr } = tryDocker(["logs", this.name]);
    return stdout + stderr;
  }

  /** A value of `docker inspect`. */
  inspect(template: string): string {
    return docker(["inspect", "--format", template, this.name]);
  }

  /** Stops it by the image's own signal. */
  stop(): void {
    docker(["stop", "--time", "60", this.name]);
  }

  /** Waits for its end and returns its exit code. */
  async exitCode(): Promise<number> {
    await eventually(`the end of ${this.name}`, () => this.inspect("{{.State.Status}}") === "exited");
    return Number(this.inspect("{{.State.ExitCode}}"));
  }
}

/** How to start a container. */
export interface RunOptions {
  readonly image: string;
  readonly env?: Record<string, string>;
  readonly command?: readonly string[];
  /** Further options of `docker run`. */
  readonly options?: readonly string[];
}

/** Containers, networks and volumes of one test file, with names of their own; `remove` takes away what was made. */
export class Sandbox {
  private readonly prefix = `cdktf-groupware-test-${randomBytes(4).toString("hex")}`;
  private readonly made: { kind: "container" | "network" | "volume"; name: string }[] = [];

  /** Starts a container and does not wait for it. */
  run(name: string, { image, env, command = [], options = [] }: RunOptions): TestContainer {
    const container = new TestContainer(this.register("container", name));
    docker(["run", "--detach", "--name", container.name, ...environment(env), ...options, image, ...command]);
    return container;
  }

  /** A network of its own, with further options of `docker network create`; returns its name. */
  network(name: string, options: readonly string[] = []): string {
    const full = this.register("network", name);
    docker(["network", "create", ...options, full]);
    return full;
  }

  /** An empty volume, with further options of `docker volume create`; returns its name. */
  volume(name: string, options: readonly string[] = []): string {
    const full = this.register("volume", name);
    docker(["volume", "create", ...options, full]);
    return full;
  }

  /** A volume with readable, not executable files; `image` is any that has a shell. */
  volumeWithFiles(name: string, image: string, files: Record<string, string>): string {
    const volume = this.volume(name);
    for (const [file, content] of Object.entries(files)) {
      docker(
        [
          ...["run", "--rm", "-i", "--network", "none", "--user", "0", "--volume", `${volume}:/files`],
          ...["--entrypoint", "sh", image, "-c", 'cat > "/files/$0"', file],
        ],
        content,
      );
    }
    return volume;
  }

  /** By name, containers first; what a failed test left half made included. */
  remove(): void {
    for (const { kind, name } of this.made.reverse()) {
      tryDocker(kind === "container" ? ["rm", "--force", "--volumes", name] : [kind, "rm", name]);
    }
    this.made.length = 0;
  }

  private register(kind: "container" | "network" | "volume", name: string): string {
    const full = `${this.prefix}-${name}`;
    this.made.push({ kind, name: full });
    return full;
  }
}

function environment(env: Record<string, string> = {}): string[] {
  return Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
}
