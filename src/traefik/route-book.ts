import type { IConstruct } from "constructs";
import type { IHttpService, ITlsService, WellKnownPath } from "../docker";
import { nameCovers } from "../internal/names";
import type { Problem } from "../internal/problems";
import { problemsError } from "../internal/problems";
import { resolveText } from "../internal/resolve-text";
import { validateOptions } from "../internal/schema";
import { isUnknownText } from "../internal/tokens";
import type { IngressNode, TlsPassthroughNode } from "../topology";
import { Topology } from "../topology";
import { Duration } from "../units";
import type { PassthroughOptions, RouteOptions } from "./ingress";
import { HttpRoute } from "./ingress";
import type { PassthroughPlan, RoutePlan } from "./route-plan";
import { httpServiceSchema, passthroughSchema, routeSchema, tlsServiceSchema } from "./route-schema";

/** What a service may think at least, whatever it says of itself. */
const LEAST_PATIENCE = Duration.minutes(5);

/** A route and who has it. */
interface Owned<T> {
  readonly plan: T;
  readonly owner: IConstruct;
}

/** All routes of one ingress: no name and path has two owners. */
export class RouteBook {
  private readonly owned: Owned<RoutePlan>[] = [];
  private readonly handedOn: Owned<PassthroughPlan>[] = [];

  /**
   * @param ingress - the ingress
   * @param strictTransport - what its routes say of HTTPS, unless they say otherwise
   */
  public constructor(
    private readonly ingress: IngressNode,
    private readonly strictTransport: Duration,
  ) {}

  /** In the order in which they were made. */
  public get routes(): RoutePlan[] {
    return this.owned.map(({ plan }) => plan);
  }

  /** In the order in which they were made. */
  public get passthroughs(): PassthroughPlan[] {
    return this.handedOn.map(({ plan }) => plan);
  }

  /** Takes a route in, and tells the topology. */
  public addRoute(
    routed: IHttpService,
    options: RouteOptions,
  ): { readonly route: HttpRoute; readonly plan: RoutePlan } {
    const { path: ingressPath } = this.ingress;
    validateOptions(`${ingressPath}, route`, httpServiceSchema, { service: routed?.service, http: routed?.http });
    validateOptions(`${ingressPath}, route`, routeSchema, options);
    const owner = ownerOf(routed);
    const plan = this.planRoute(routed, options, owner);
    const problems = [...this.takenPaths(plan), ...this.takenNames(plan), ...this.takenWellKnown(plan)];
    if (problems.length > 0) throw problemsError([{ path: `${ingressPath}, route to ${owner.node.path}`, problems }]);

    this.owned.push({ plan, owner });
    const { largestUpload } = routed.http;
    return { route: this.declareRoute(routed, plan, owner, largestUpload?.toBytes()), plan };
  }

  /** Takes names in whose connections a service ends by itself, and tells the topology. */
  public addPassthrough(
    passed: ITlsService,
    options: PassthroughOptions,
  ): { readonly node: TlsPassthroughNode; readonly plan: PassthroughPlan } {
    const { path: ingressPath } = this.ingress;
    validateOptions(`${ingressPath}, passthrough`, tlsServiceSchema, { service: passed?.service, tls: passed?.tls });
    validateOptions(`${ingressPath}, passthrough`, passthroughSchema, options);
    const owner = ownerOf(passed);
    const { containerName, containerNode } = passed.service;
    const hosts = options.hosts.map(lowerCase);
    const plan = {
      name: this.freeName(hosts[0], "", owner),
      hosts,
      container: containerName,
      ...passed.tls,
    };
    const problems = this.takenConnections(plan);
    if (problems.length > 0) {
      throw problemsError([{ path: `${ingressPath}, passthrough to ${owner.node.path}`, problems }]);
    }

    this.handedOn.push({ plan, owner });
    const node = Topology.of(owner).declareTlsPassthrough({
      construct: owner,
      ingress: this.ingress,
      hosts: hosts.map((host) => resolveText(owner, host)),
      target: containerNode,
      targetPort: passed.tls.port,
      challengePort: passed.tls.challengePort,
    });
    return { node, plan };
  }

  private planRoute(routed: IHttpService, options: RouteOptions, owner: IConstruct): RoutePlan {
    const { port, longestResponse } = routed.http;
    const hosts = [options.host, ...(options.aliases ?? [])].map(lowerCase);
    const path = withoutSlash(options.path ?? "/");
    const { rateLimit } = options;
    const patience = Math.max(LEAST_PATIENCE.toSeconds(), longestResponse?.toSeconds() ?? 0);
    return {
      name: this.freeName(hosts[0], path, owner),
      hosts,
      path,
      container: routed.service.containerName,
      port,
      wellKnown: options.wellKnown === false ? [] : this.newWellKnown(routed, hosts, path),
      responseTimeoutSeconds: options.responseTimeout?.toSeconds() ?? patience,
      strictTransportSeconds: (options.strictTransport ?? this.strictTransport).toSeconds(),
      rateLimit: rateLimit && { average: rateLimit.average, burst: rateLimit.burst ?? 10 * rateLimit.average },
      allowFrom: options.allowFrom,
    };
  }

  /** Those that lie below the path; a second route of the same service to the same name need not repeat them. */
  private newWellKnown(routed: IHttpService, hosts: readonly string[], path: string): WellKnownPath[] {
    const container = routed.service.containerName;
    if (hosts[0].startsWith("*.")) return [];
    return (routed.http.wellKnown ?? []).filter(
      (known) =>
        isBelow(known.path, path) &&
        !this.routes.some(
          (other) =>
            other.container === container &&
            other.hosts.includes(hosts[0]) &&
            other.wellKnown.some(({ name }) => name === known.name),
        ),
    );
  }

  private takenPaths(plan: RoutePlan): Problem[] {
    return this.owned
      .filter((other) => other.plan.path === plan.path)
      .flatMap(({ plan: other, owner }) =>
        shared(plan.hosts, other.hosts).map((host) => ({
          name: "path",
          what: `leads somewhere else already: ${host}${plan.path} belongs to ${owner.node.path}`,
          got: plan.path,
          expected: "one service for each name and path",
          fix: "give one of the two another `path` or another `host`",
        })),
      );
  }

  private takenNames(plan: RoutePlan): Problem[] {
    return this.handedOn.flatMap(({ plan: other, owner }) =>
      other.hosts
        .filter((host) => plan.hosts.some((own) => nameCovers(own, host)))
        .map((host) => ({
          name: "host",
          what: `takes connections for ${host} away from ${owner.node.path}, which ends their TLS by itself`,
          got: plan.hosts.join(", "),
          expected: "names for which no connection is handed on",
          fix: "give the route another `host`, without a wildcard that covers it",
        })),
    );
  }

  private takenWellKnown(plan: RoutePlan): Problem[] {
    return this.owned.flatMap(({ plan: other, owner }) =>
      shared(plan.hosts, other.hosts).flatMap((host) =>
        plan.wellKnown
          .filter(({ name }) => other.wellKnown.some((known) => known.name === name))
          .map(({ name }) => ({
            name: "wellKnown",
            what: `sends clients somewhere else already: https://${host}/.well-known/${name} belongs to ${owner.node.path}`,
            got: "true",
            expected: "one owner of each name below /.well-known/ of a domain",
            fix: "pass `wellKnown: false` to one of the two routes",
          })),
      ),
    );
  }

  private takenConnections(plan: PassthroughPlan): Problem[] {
    const routed = this.owned.map(({ plan: { hosts }, owner }) => ({ hosts, owner }));
    const passed = this.handedOn.map(({ plan: { hosts }, owner }) => ({ hosts, owner }));
    return [...routed, ...passed].flatMap(({ hosts, owner }) =>
      plan.hosts
        .filter((host) => hosts.some((other) => nameCovers(other, host)))
        .map((host) => ({
          name: "hosts",
          what: `hold ${host}, whose connections belong to ${owner.node.path}`,
          got: plan.hosts.join(", "),
          expected: "names that no route and no other service has",
          fix: "take it out of `hosts`, or give the other one another name",
        })),
    );
  }

  private declareRoute(
    routed: IHttpService,
    plan: RoutePlan,
    owner: IConstruct,
    largestUploadBytes: number | undefined,
  ): HttpRoute {
    const { http, service } = routed;
    const [host] = plan.hosts;
    const nodes = plan.hosts.map((name) =>
      Topology.of(owner).declareHttpRoute({
        construct: owner,
        url: resolveText(owner, `https://${name}${plan.path}`),
        target: service.containerNode,
        targetPort: http.port,
        ingress: this.ingress,
        // Under a further name it is not at home, and does not say so.
        publicUrl: name === host && http.publicUrl !== undefined ? resolveText(owner, http.publicUrl) : undefined,
        servedPath: isPart(plan.path, http.servedPath) ? undefined : http.servedPath,
        allowedHosts: http.allowedHosts?.map((allowed) => resolveText(owner, allowed)),
        wellKnown: plan.wellKnown.map((known) => known.name),
        methods: http.methods,
        upgrades: http.upgrades,
        largestUploadBytes,
        longestResponseSeconds: http.longestResponse?.toSeconds(),
        responseTimeoutSeconds: plan.responseTimeoutSeconds,
        strictTransportSeconds: plan.strictTransportSeconds,
      }),
    );
    return new HttpRoute(host, plan.path, nodes);
  }

  /** A name for a person who reads the log: that of the host and the path. */
  private freeName(host: string, path: string, owner: IConstruct): string {
    const place = isUnknownText(host) ? owner.node.id : host.replace("*", "any");
    const name = `${place}${path}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
    const taken = [...this.routes, ...this.passthroughs].map((plan) => plan.name);
    return freeAmong(taken, name);
  }
}

function freeAmong(taken: readonly string[], name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

/** The construct whose props a finding tells to change: that of the service, where it is one, and not its container. */
function ownerOf(routed: {
  readonly service: { readonly containerNode: { readonly construct: IConstruct } };
}): IConstruct {
  const { construct } = routed.service.containerNode;
  return (routed as unknown as Partial<IConstruct>).node ? (routed as unknown as IConstruct) : construct;
}

function shared(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((one) => others.includes(one));
}

function lowerCase(host: string): string {
  return isUnknownText(host) ? host : host.toLowerCase();
}

function withoutSlash(path: string): string {
  return path === "/" ? path : path.replace(/\/$/, "");
}

/** Whether the route leads to a part of the service: it has what else is there by another route. */
function isPart(path: string, servedPath: string | undefined): boolean {
  return servedPath !== undefined && `${path}/` !== servedPath && path !== "/" && path.startsWith(servedPath);
}

function isBelow(path: string, root: string): boolean {
  return root === "/" || path === root || path.startsWith(`${root}/`);
}
